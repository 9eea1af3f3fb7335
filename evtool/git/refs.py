"""Which ref others build on, and what to tell a user whose ref is not there: pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evtool.git.program import GitError

_WHOLE_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NEEDS_ALL = re.compile(r"[~^@:]|[0-9a-f]{7,}\Z")
_IN_ACTIONS = "in GitHub Actions: `fetch-depth: 0` for actions/checkout"
_REMOTE_HEAD = "refs/remotes/origin/HEAD"
BASE_REFS = (
    _REMOTE_HEAD,
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)


class MissingRef(GitError):
    """The repository knows no such branch, tag or commit; `ref` is the name."""

    def __init__(self, ref: str, *, hint: str) -> None:
        self.ref = ref
        super().__init__(f"git knows no commit {ref!r} here", hint=hint)


@dataclass(frozen=True, slots=True)
class Known:
    """What a repository has: its refs by full name, its remotes, whether history is cut."""

    refs: Collection[str]
    remotes: Collection[str]
    shallow: bool


def base_branch(listed: Sequence[str]) -> str | None:
    """Return the short name of the first of `BASE_REFS` that exists.

    Args:
        listed: A line for each that does: its name, a blank, what it points to if it is
            a pointer itself.
    """
    refs = dict(line.split(" ", 1) for line in listed)
    found = refs.get(_REMOTE_HEAD) or next((name for name in BASE_REFS if name in refs), None)
    if found is None:
        return None
    return found.removeprefix("refs/remotes/").removeprefix("refs/heads/")


def missing_ref(ref: str, known: Known) -> MissingRef:
    """Return the error for `ref`, with the command that fetches it."""
    for remote in known.remotes:
        if f"refs/remotes/{remote}/{ref}" in known.refs:
            return MissingRef(ref, hint=f"it is on the remote only: use {remote}/{ref}")
    if not known.remotes:
        return MissingRef(ref, hint="`git branch --all` and `git tag` list what there is")
    hint = f"`{_fetch_command(ref, known)}` fetches it"
    return MissingRef(ref, hint=f"{hint}; {_IN_ACTIONS}" if known.shallow else hint)


def _fetch_command(ref: str, known: Known) -> str:
    """Return the command after which `ref` exists, also where only one branch was cloned."""
    remote, _, branch = ref.partition("/")
    if branch and remote in known.remotes:
        wanted = f"{branch}:refs/remotes/{ref}"
    else:
        remote = "origin" if "origin" in known.remotes else min(known.remotes)
        wanted = _spec(ref)
    option = "--unshallow " if known.shallow else ""
    return f"git fetch {option}{remote} {shlex.quote(wanted)}".rstrip()


def _spec(ref: str) -> str:
    """Return what to ask of a remote: a whole id or a name itself, all for the rest."""
    if _WHOLE_ID.fullmatch(ref):
        return ref
    return "--tags" if _NEEDS_ALL.search(ref) else f"{ref}:{ref}"
