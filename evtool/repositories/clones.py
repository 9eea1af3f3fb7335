"""One clone on disk: whose it is, what is checked out, and moving it without losing work."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from evtool.errors import EvtoolError, Place
from evtool.git import Git, GitError
from evtool.git.remotes import checkout_commit
from evtool.repositories.origin import shown_url
from evtool.schema.repository import Repository

CHECKED_OUT = "refs/evtool/checked-out"
"""The commit that evtool checked out last: git must keep it, whatever the remote does."""


def open_clone(repository: Repository) -> Git | None:
    """The clone of a repository; None if there is none yet.

    Raises:
        EvtoolError: What lies in its place is no clone.
    """
    folder = repository.clone
    if folder is None or not _is_used(folder):
        return None
    git = Git.find(folder)
    if git is None or git.root != folder.resolve():
        raise EvtoolError(
            f"the repository {repository.name} has a url, but what is here is no clone",
            hint="move it away, or remove `url:` from the configuration",
            place=Place(folder),
        )
    return git


def check_origin(repository: Repository, git: Git, url: str, *, managed: bool) -> None:
    """Make sure that a clone fetches from where the configuration says.

    Args:
        repository: What the configuration says.
        git: The clone.
        url: The address with its credentials, which may have changed.
        managed: Whether the clone lies among evtool's own, so that its remote may be set.

    Raises:
        EvtoolError: It is somebody's clone of something else.
    """
    found = git.ask("config", "--get", "remote.origin.url")
    origin = os.fsdecode(found.output.removesuffix(b"\n")) if found.code == 0 else None
    if origin == url:
        return
    if origin is not None and (managed or shown_url(origin) == shown_url(url)):
        git.demand("remote", "set-url", "origin", url)
        return
    of = f"of {shown_url(origin)}" if origin else "without a remote `origin`"
    command = f"git -C {shlex.quote(str(git.root))} remote {'set-url' if origin else 'add'} origin"
    raise EvtoolError(
        f"the repository {repository.name} is a clone {of}, not of {shown_url(url)}",
        hint=f"`{command} {shown_url(url)}` if it should be, or move the folder away",
        place=Place(git.root),
    )


def move(git: Git, commit: str) -> None:
    """Check a commit out; nothing that exists only here is lost.

    Raises:
        GitError: Files are changed, or commits stand on no branch.
    """
    if has_changes(git):
        raise GitError(
            f"{git.root} has local changes, which are kept",
            hint=f"commit them, or put them aside: `{_command(git)} stash`; then run again",
        )
    if _has_loose_commits(git):
        raise GitError(
            f"{git.root} has commits that no branch holds, which are kept",
            hint=f"give them one: `{_command(git)} branch NAME`; then run again",
        )
    checkout_commit(git, commit)
    git.demand("update-ref", CHECKED_OUT, commit)


def has_changes(git: Git, *, untracked: bool = False) -> bool:
    """Whether tracked files differ from the checked out commit; with `untracked`, new ones too."""
    which = f"--untracked-files={'normal' if untracked else 'no'}"
    return bool(git.demand("status", "--porcelain", "-z", which, "--ignore-submodules=all"))


def commit_of(git: Git, ref: str) -> str | None:
    """The id of the commit that a full ref or an id names; None if there is none."""
    answer = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    return os.fsdecode(answer.output.removesuffix(b"\n")) if answer.code == 0 else None


def _is_used(folder: Path) -> bool:
    return folder.is_symlink() or (folder.exists() and not _is_empty(folder))


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _has_loose_commits(git: Git) -> bool:
    if git.head_commit() is None:
        return False
    holders = ("for-each-ref", "--count=1", "--format=%(refname)", "--contains=HEAD")
    return git.branch() is None and not git.demand(*holders)


def _command(git: Git) -> str:
    return f"git -C {shlex.quote(str(git.root))}"
