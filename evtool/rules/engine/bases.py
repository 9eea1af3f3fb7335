"""What git says was released: one base for each repository."""

from __future__ import annotations

from pathlib import Path

from evtool.git import Git, WorkTrees
from evtool.release import base_commit
from evtool.rules.subject.released import Base
from evtool.schema.git_store import commit_store
from evtool.schema.repository import Repository

NO_BASE = "none"
"""What `--against` says to switch the rules about releases off."""


class Bases:
    """Finds the base of each repository; git is asked once for each work tree.

    `against` is meant for the work tree of `home`; a repository with a work tree of its own
    has its own base.
    """

    def __init__(self, home: Path, against: str | None) -> None:
        self._against = against
        self._known: dict[Path, str | None] = {}
        self._work_trees = WorkTrees()
        self._home = None if against == NO_BASE else self._work_trees.of(home)

    def of(self, repository: Repository) -> Base | None:
        """The released version files of a repository; None where nothing tells.

        Raises:
            MissingRef: There is no such ref here; the hint says how to fetch it.
            GitError: Git refuses to open the work tree.
        """
        git = None if self._against == NO_BASE else self._work_trees.of(repository.root)
        if git is None:
            return None
        ref = self._ref(git)
        if ref is None:
            return None
        store = commit_store(git, ref, repository.root)
        return Base.of(ref, store, repository.settings.content_types)

    def commit(self, repository: Repository) -> str | None:
        """The id of the commit that is the base of a repository; None where nothing tells.

        Raises:
            MissingRef: There is no such ref here; the hint says how to fetch it.
            GitError: Git refuses to open the work tree.
        """
        git = None if self._against == NO_BASE else self._work_trees.of(repository.root)
        ref = None if git is None else self._ref(git)
        return git.resolve(ref) if git is not None and ref is not None else None

    def _ref(self, git: Git) -> str | None:
        if git.root not in self._known:
            mine = self._home is not None and git.root == self._home.root
            if mine and self._against is not None:
                git.resolve(self._against)
                self._known[git.root] = self._against
            else:
                self._known[git.root] = base_commit(git)
        return self._known[git.root]
