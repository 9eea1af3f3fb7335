"""The work trees of several folders, each found once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from evtool.git.worktree import Git


class WorkTrees:
    """Which work tree a folder lies in; the folders of one share one `Git`.

    A submodule, or a clone inside another work tree, is a work tree of its own: what
    is changed, staged and released there only its own repository knows.
    """

    def __init__(self) -> None:
        self._found: dict[Path | None, Git | None] = {}

    def of(self, folder: Path) -> Git | None:
        """The work tree around `folder`; None when there is none, or no git.

        Raises:
            GitError: Git refuses to open the repository.
        """
        top = _top(folder.resolve())
        if top not in self._found:
            self._found[top] = Git.find(folder)
        return self._found[top]

    def grouped(self, folders: Iterable[Path]) -> list[tuple[Git, list[Path]]]:
        """The work trees of `folders`, each with those that lie in it; others are left out."""
        groups: dict[Path, tuple[Git, list[Path]]] = {}
        for folder in folders:
            git = self.of(folder)
            if git is not None:
                groups.setdefault(git.root, (git, []))[1].append(folder)
        return list(groups.values())


def _top(folder: Path) -> Path | None:
    """The nearest folder, going up, that has a `.git`; None where the environment names it."""
    places = (folder, *folder.parents)
    return next((place for place in places if os.path.lexists(place / ".git")), None)
