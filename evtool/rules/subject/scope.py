"""What a run of the rules looks at, and how paths that people see relate to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from evtool.errors import Place
from evtool.rules.subject.schema_folder import SchemaFolder
from evtool.schema.repository import Repository
from evtool.schema.resolve import Sources
from evtool.schema.store import Store


@dataclass(eq=False)
class Scope:
    """The repositories of a run, by their folders, and where references are looked up."""

    sources: Sources
    stores: Mapping[str, Store] = field(default_factory=dict)
    repositories: Mapping[str, Repository] = field(default_factory=dict)
    folders: Mapping[str, Mapping[str, SchemaFolder]] = field(default_factory=dict)

    def holds(self, path: Path) -> bool:
        """Whether a file is one of a repository of the run, which is then checked itself."""
        return any(one.holds(path) for one in self.repositories.values())

    def empty_folder(self, repository: Repository, title: str) -> SchemaFolder:
        """A folder of which nothing is left."""
        return SchemaFolder(repository, self.stores[repository.name], title, {}, lambda _: False)

    def folder_of(self, path: Path) -> SchemaFolder | None:
        """The schema folder that a file stands in."""
        for name, repository in self.repositories.items():
            if repository.holds(path):
                title = path.parent.relative_to(repository.root).as_posix()
                return self.folders[name].get("" if title == "." else title)
        return None

    def real_path(self, path: Path) -> Path:
        """The file behind a link without extension, as in `/fragment/common/1.0.0`."""
        folder = self.folder_of(path)
        target = folder.names.get(path.name) if folder else None
        return path.with_name(target) if target and "/" not in target else path

    def real_place(self, place: Place) -> Place:
        """A place in the file behind a link."""
        return replace(place, path=self.real_path(place.path))

    def shown(self, place: Place) -> str:
        """A place as a sentence names it: below the root of its repository."""
        real = self.real_place(place)
        roots = [one.root for one in self.repositories.values() if one.holds(real.path)]
        path = real.path.relative_to(roots[0]) if roots else real.path
        return str(replace(real, path=path))
