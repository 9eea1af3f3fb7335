"""Finds the work tree that a folder belongs to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evtool.git.environment import ambient_index, clean_environment
from evtool.git.program import Answer, GitError, refusal, run

# rev-parse repeats options that it does not know: a separator for names with line ends.
_NEXT = "--evtool-next"
_QUESTIONS = (
    *("--is-bare-repository", _NEXT),
    *("--absolute-git-dir", _NEXT),
    *("--git-common-dir", _NEXT),
    "--show-toplevel",
)


@dataclass(frozen=True, slots=True)
class Discovery:
    """Where a work tree is, and the environment for git processes in it.

    `git_dir` is the folder of this work tree alone, `common_dir` the one that linked
    work trees share; they are the same in a plain clone.
    """

    root: Path
    git_dir: Path
    common_dir: Path
    environment: Mapping[str, str]


def discover(folder: Path) -> Discovery | None:
    """Find the work tree around `folder` with one git process.

    Args:
        folder: Need not exist; then the nearest parent that does counts.

    Returns:
        None when git is not installed or there is no repository.

    Raises:
        GitError: It is a bare repository, or git refuses to open it.
    """
    here = _existing(folder.absolute())
    clean = clean_environment(os.environ)
    found = _ask(here, clean)
    if found is None:
        return None
    if found.code == 0:
        return _discovery(found, here, clean)
    if not _is_outside(found):
        raise _no_work_tree(found, here)
    return _ambient_work_tree(here, clean)


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def _ask(folder: Path, environment: Mapping[str, str]) -> Answer | None:
    try:
        return run(["rev-parse", *_QUESTIONS], folder=folder, environment=environment)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GitError(f"git cannot be started in {folder}: {error}") from error


def _is_outside(answer: Answer) -> bool:
    """Tell "not a git repository (or any of the parents)" from one that is damaged."""
    return "not a git repository (or any" in answer.errors


def _discovery(answer: Answer, here: Path, clean: Mapping[str, str]) -> Discovery:
    git_dir, common, root = (here / os.fsdecode(field) for field in _fields(answer)[1:])
    place = Discovery(root.resolve(), git_dir.resolve(), common.resolve(), clean)
    index = ambient_index(os.environ, here=Path.cwd(), root=place.root, git_dir=place.git_dir)
    if index is None:
        return place
    environment = {**clean, "GIT_INDEX_FILE": str(index)}
    return Discovery(place.root, place.git_dir, place.common_dir, environment)


def _fields(answer: Answer) -> list[bytes]:
    return answer.output.removesuffix(b"\n").split(f"\n{_NEXT}\n".encode())


def _no_work_tree(answer: Answer, here: Path) -> GitError:
    if "must be run in a work tree" not in answer.errors:
        return refusal(answer)
    if _fields(answer)[0] == b"true":
        return GitError(
            f"{here} is in a bare repository, which has no files to work on",
            hint="clone it: `git clone BARE FOLDER`, and work in the clone",
        )
    return GitError(
        f"{here} is inside a repository's own folder", hint="go up to the work tree beside `.git`"
    )


def _ambient_work_tree(here: Path, clean: Mapping[str, str]) -> Discovery | None:
    """Find a work tree without `.git`, which its user names with `GIT_DIR` and `GIT_WORK_TREE`."""
    given = {name: os.environ.get(name, "") for name in ("GIT_DIR", "GIT_WORK_TREE")}
    if not all(given.values()):
        return None
    named = {name: str(Path(value).resolve()) for name, value in given.items()}
    if not here.resolve().is_relative_to(named["GIT_WORK_TREE"]):
        return None
    answer = _ask(here, {**clean, **named})
    if answer is None or answer.code != 0:
        return None
    return _discovery(answer, here, {**clean, **named})


def no_work_tree(folder: Path, otherwise: str) -> GitError:
    """The error for a folder that has to be in a work tree and is in none.

    Args:
        folder: Where git was needed.
        otherwise: What else the user can do, after "run `git init`".
    """
    if shutil.which("git") is None:
        return GitError(
            "git is not installed", hint="`apt install git`, or https://git-scm.com/downloads"
        )
    return GitError(f"{folder} is in no git work tree", hint=f"run `git init`, or {otherwise}")
