"""What `rev` means: the commit of a branch, a tag or an id, here and at the remote."""

from __future__ import annotations

import hashlib
import re

from evtool.errors import ConfigurationError
from evtool.git import Git, GitError
from evtool.git.failures import RemoteError
from evtool.git.remotes import fetch
from evtool.git.transfer import Report
from evtool.repositories.clones import commit_of
from evtool.repositories.origin import shown_url
from evtool.schema.repository import Repository

_BRANCHES = "+refs/heads/*:refs/remotes/origin/*"
_ID = re.compile(r"[0-9a-f]{7,64}")
_REV = re.compile(r"(?![-/.])(?!.*(?:\.\.|@\{|//))[^\x00-\x20\x7f~^:?*\[\\]+(?<![/.])")


def check_rev(repository: Repository) -> None:
    """Refuse a rev that is no name of a branch or a tag and no id (`git check-ref-format`).

    Raises:
        ConfigurationError: It is none.
    """
    if repository.rev is not None and not _REV.fullmatch(repository.rev):
        raise ConfigurationError(
            f"the rev {repository.rev!r} of {repository.name} is no branch, tag or commit",
            hint="write its plain name, such as `rev: main`",
        )


def known_commit(git: Git, rev: str | None) -> str | None:
    """The commit that `rev` stood for when it was last fetched; None if it never was."""
    kept = commit_of(git, _kept(rev))
    tag = commit_of(git, f"refs/tags/{rev}") if rev else None
    followed = commit_of(git, f"refs/remotes/origin/{rev or 'HEAD'}")
    if kept is None:
        named = commit_of(git, rev) if rev and _ID.fullmatch(rev) else None
        return tag or followed or named
    if tag is None and followed is not None and _is_ancestor(git, kept, followed):
        return followed  # a fetch for another reason went further
    return kept


def newest_commit(git: Git, repository: Repository, report: Report | None = None) -> str:
    """Fetch, and return the commit that `rev` stands for now.

    A commit that is here needs no network: an id never means another one.

    Raises:
        RemoteError: The remote cannot be reached, or has nothing of that name.
    """
    rev = repository.rev
    if rev is not None and _ID.fullmatch(rev):
        if commit_of(git, rev) is None:
            _fetch(git, repository, (), report)
        found = commit_of(git, rev)
        if found is not None:
            return found
    _fetch(git, repository, (f"+{rev or 'HEAD'}:{_kept(rev)}", _BRANCHES), report)
    return demand_commit(git, repository)


def demand_commit(git: Git, repository: Repository) -> str:
    """As `known_commit`.

    Raises:
        GitError: It is not known what `rev` is.
    """
    found = known_commit(git, repository.rev)
    if found is None:
        what = repr(repository.rev) if repository.rev else "a default branch"
        raise GitError(
            f"the copy of {repository.name} does not have {what}",
            hint=f"check `rev:`; {_branches(git)}; `evtool repo sync` fetches, without --offline",
        )
    return found


def fetch_commit(
    git: Git, repository: Repository, commit: str, report: Report | None = None
) -> None:
    """Fetch until a commit is here: with the branches, or else by its id.

    Raises:
        RemoteError: The remote cannot be reached, or does not have it any more.
    """
    _fetch(git, repository, (_BRANCHES,), report)
    if commit_of(git, commit) is not None:
        return
    try:
        _fetch(git, repository, (f"+{commit}:{_kept(commit)}",), report)
    except RemoteError as error:
        raise RemoteError(
            f"{repository.name} has no commit {commit[:10]} any more, which evtool.lock names: "
            f"{error.message}",
            hint=f"`evtool repo sync --update {repository.name}` moves to the newest commit",
        ) from error


def _fetch(git: Git, repository: Repository, refs: tuple[str, ...], report: Report | None) -> None:
    """Fetch; failures are told in the words of the configuration, not as refspecs."""
    try:
        fetch(git, *refs, progress=report)
    except RemoteError as error:
        task = f"cannot fetch {' '.join(refs)} from origin" if refs else "cannot fetch from origin"
        cause = error.message.removeprefix(task)
        what = repository.rev or "the default branch"
        shown = shown_url(repository.url or "")
        raise RemoteError(f"cannot fetch {what} from {shown}{cause}", hint=error.hint) from error


def _kept(rev: str | None) -> str:
    """The ref of our own that keeps what was fetched: hashed, as no ref may be below another."""
    return f"refs/evtool/{hashlib.sha256((rev or 'HEAD').encode()).hexdigest()[:16]}"


def _is_ancestor(git: Git, old: str, new: str) -> bool:
    return git.ask("merge-base", "--is-ancestor", old, new).code == 0


def _branches(git: Git) -> str:
    listed = git.demand("for-each-ref", "--format=%(refname:lstrip=3)", "refs/remotes/origin")
    names = [name for name in listed.decode(errors="replace").split() if name != "HEAD"]
    return f"its branches are {', '.join(names[:8])}" if names else "it has no branches"
