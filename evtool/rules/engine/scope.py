"""Which repositories, folders and paths a run is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from evtool.errors import EvtoolError, Place
from evtool.rules.subject.schema_folder import SchemaFolder, folders_of
from evtool.rules.subject.scope import Scope
from evtool.selection import Files
from evtool.workspace import Workspace


@dataclass(frozen=True)
class Selection:
    """The paths that were named; none means everything."""

    paths: frozenset[Path]

    @classmethod
    def of(cls, workspace: Workspace, paths: Sequence[Path]) -> Self:
        """Take the paths that concern a repository; others are passed over.

        Raises:
            EvtoolError: There is no such path, or none concerns a repository.
        """
        for path in paths:
            if not path.exists() and not path.is_symlink():
                raise EvtoolError("no such file", hint="check the name", place=Place(path))
        roots = [one.root for one in workspace.repositories]
        inside = frozenset(path for path in paths if _concerns(path, roots))
        return cls(inside or frozenset(paths))

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.paths

    def takes(self, folder: SchemaFolder) -> bool:
        """Whether a folder is meant: itself, one around it, or a file in it."""
        if not self.paths:
            return True
        return self.takes_path(folder.repository.root / folder.title)

    def takes_path(self, path: Path) -> bool:
        """Whether a folder is meant, by its path."""
        if not self.paths:
            return True
        above = {path, *path.parents}
        return any(one in above or (one.parent == path and one.is_file()) for one in self.paths)


def _concerns(path: Path, roots: Sequence[Path]) -> bool:
    return any(path.is_relative_to(root) or root.is_relative_to(path) for root in roots)


def open_scope(workspace: Workspace, files: Files, selection: Selection) -> Scope:
    """List the repositories of a workspace.

    Raises:
        EvtoolError: One has no folder, and is meant.
    """
    found = {}
    for repository in workspace.repositories:
        if repository.root.is_dir() or selection.everything:
            found[repository.name] = repository
    stores = {name: files.of(repository) for name, repository in found.items()}
    folders = {name: folders_of(found[name], store) for name, store in stores.items()}
    return Scope(files.materializer().sources, stores, found, folders)


def schema_ids(scope: Scope) -> list[str]:
    """The `$id`s of all materialized versions, as the names of files tell."""
    return [
        f"/{folder.title}/{version}"
        for folders in scope.folders.values()
        for folder in folders.values()
        for version in folder.versions
    ]
