"""Other repositories: clone them, fetch from them, pin a commit."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from evtool.git.environment import clean_environment, remote_environment
from evtool.git.failures import RemoteError, anonymous, remote_failure
from evtool.git.program import Answer, GitError
from evtool.git.transfer import Report, transfer
from evtool.git.worktree import Git

SILENCE_SECONDS = 60.0

# `ext::command` and the like run programs that the address names.
_RUNS_A_PROGRAM = re.compile(r"\w+::")


def clone(
    url: str, folder: Path, progress: Report | None = None, *, silence: float = SILENCE_SECONDS
) -> Git:
    """Clone a repository; nothing is left of a clone that fails or is interrupted.

    It grows in a hidden folder beside `folder` and gets its name when it is complete.
    Submodules are not fetched.

    Args:
        url: An address, or a folder (a relative one starts at the current folder).
        folder: Where the work tree shall be; may exist if it is empty.
        progress: Called with each step, in this thread.
        silence: Seconds without a word from git after which to give up.

    Raises:
        RemoteError: The remote cannot be reached, refuses, or is no repository.
        GitError: The folder is in use, or git is not installed.
    """
    _check_address(url)
    target = folder.absolute()
    _check_free(target)
    unfinished = target.with_name(f".{target.name}.cloning-{os.urandom(4).hex()}")
    command = ("clone", "--progress", "--origin=origin", "--", url, str(unfinished))
    quiet = remote_environment(clean_environment(os.environ))
    talk = partial(transfer, command, Path.cwd(), quiet, silence=silence, report=progress)
    task = f"cannot clone {anonymous(url)}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _complete(task, talk)
        unfinished.rename(target)
    except OSError as error:
        raise GitError(f"{task}: {error}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    git = Git.find(target)
    if git is None:
        raise GitError(f"{task}: no work tree came of it")
    return git


def fetch(
    git: Git,
    *refs: str,
    remote: str = "origin",
    unshallow: bool = False,
    progress: Report | None = None,
    silence: float = SILENCE_SECONDS,
) -> None:
    """Fetch from a remote: what it is configured for, or the branches, tags, ids in `refs`.

    `unshallow` gets the history that a shallow clone lacks; elsewhere it changes nothing.

    Raises:
        RemoteError: The remote cannot be reached, refuses, or has no such ref.
    """
    option = ("--unshallow",) if unshallow and git.is_shallow() else ()
    command = ("fetch", "--progress", "--no-recurse-submodules", *option, "--", remote, *refs)
    task = f"cannot fetch {' '.join(refs)} from {remote}" if refs else f"cannot fetch from {remote}"
    quiet = remote_environment(git.environment)
    talk = partial(transfer, command, git.root, quiet, silence=silence, report=progress)
    _complete(task, talk)


def checkout_commit(git: Git, commit: str) -> None:
    """Check a commit out, on no branch; changes in the work tree that do not clash stay.

    Raises:
        MissingRef: There is no such commit; `fetch` first.
        GitError: Changed files stand in the way.
    """
    git.demand("checkout", "--quiet", "--detach", git.resolve(commit))


def remote_url(git: Git, remote: str = "origin") -> str | None:
    """Return the address of a remote as git uses it; None when there is no such remote.

    It may hold a password: show `evtool.git.failures.anonymous` of it.
    """
    answer = git.ask("remote", "get-url", "--", remote)
    return os.fsdecode(answer.output.removesuffix(b"\n")) if answer.code == 0 else None


def _complete(task: str, talk: Callable[[], Answer]) -> None:
    """Talk to a remote; failures name the `task`."""
    if shutil.which("git") is None:
        raise GitError(f"{task}: git is not installed", hint="install git 2.25 or newer")
    try:
        answer = talk()
    except TimeoutError as error:
        raise RemoteError(
            f"{task}: {error}", hint="check the address, the network and the proxy"
        ) from error
    if answer.code != 0:
        raise remote_failure(task, answer.errors)


def _check_address(url: str) -> None:
    if not url or url.startswith("-") or _RUNS_A_PROGRAM.match(url):
        raise GitError(
            f"{url!r} is no address of a repository",
            hint="use an https, ssh, git or file address, or a folder",
        )


def _check_free(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not _is_empty_folder(target)):
        raise GitError(f"{target} is in use", hint="clone into a new folder, or move that one away")


def _is_empty_folder(target: Path) -> bool:
    return target.is_dir() and not any(target.iterdir())
