"""Turns paths into git's names, which start at the top of the work tree, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import TypeVar

from evtool.git.program import GitError

T = TypeVar("T")


def below(root: Path, folder: Path) -> str:
    """Return git's name of a folder, following symbolic links; `.` for the top itself.

    Raises:
        GitError: The folder is not in the work tree.
    """
    return _relative(root, folder.resolve(), folder)


def file_name(root: Path, path: Path) -> str:
    """Return git's name of a file; when the file is a symbolic link, of the link.

    Raises:
        GitError: The file is not in the work tree.
    """
    absolute = path.absolute()
    return _relative(root, absolute.parent.resolve() / absolute.name, path)


def _relative(root: Path, real: Path, given: Path) -> str:
    if not real.is_relative_to(root):
        raise GitError(
            f"{given} is not in the work tree {root}",
            hint="name a folder of this repository, or run evtool in the other one",
        )
    return real.relative_to(root).as_posix()


def spelled(names: Iterable[str], inside: str, folder: Path) -> list[Path]:
    """Return the sorted paths of git's names below `inside`, spelled as `folder` is."""
    start = folder.absolute()
    return sorted(_spell(name, inside, start) for name in names)


def spelled_keys(entries: Mapping[str, T], inside: str, folder: Path) -> dict[Path, T]:
    """Return entries by path instead of git's name, spelled as `folder` is."""
    start = folder.absolute()
    return {_spell(name, inside, start): entry for name, entry in entries.items()}


def _spell(name: str, inside: str, start: Path) -> Path:
    return start / PurePosixPath(name).relative_to(inside)
