"""One folder of a repository that holds a schema: its source, its versions, its links."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from evtool.rules.problem import Problem, Spot
from evtool.schema.repository import Repository
from evtool.schema.settings import ContentType, MaterializeSettings
from evtool.schema.store import Store
from evtool.schema.version import Version

if TYPE_CHECKING:
    from evtool.rules.subject.schema_file import SchemaFile

VERSION_LIKE = re.compile(r"v?\d+(?:\.\d+)+(?:[-+][0-9A-Za-z.+-]+?)?")
"""What looks like a version in the name of a file, whatever is wrong with it."""

_KINDS = ("yaml", "json", "yml")


@dataclass(eq=False)
class SchemaFolder:
    """The names of one folder: name -> text of the link, None for a file.

    `title` is the folder below the schema root. `exists` answers whether a path below
    the root leads to a file or a folder, links followed. `source` and `read_files` are
    filled in when the folder is read.
    """

    repository: Repository
    store: Store
    title: str
    names: Mapping[str, str | None]
    exists: Callable[[str], bool]
    source: SchemaFile | None = None
    read_files: list[SchemaFile] = field(default_factory=list)

    @property
    def settings(self) -> MaterializeSettings:
        """How schemas of the repository are materialized."""
        return self.repository.settings

    @property
    def schema(self) -> str:
        """The `$id` that the folder stands for: that of its source, else of its latest version."""
        claimed = self.source.claimed_version if self.source else None
        version = claimed or self.latest
        return f"/{self.title}/{version}" if version else f"/{self.title}"

    @property
    def current_name(self) -> str:
        """The file name of the source."""
        return self.settings.current_file

    @property
    def has_source(self) -> bool:
        """Whether there is a source."""
        return self.current_name in self.names

    @cached_property
    def versions(self) -> dict[Version, tuple[ContentType, ...]]:
        """The materialized versions, oldest first, with the formats of each."""
        found: dict[Version, list[ContentType]] = {}
        for kind in self.settings.content_types:
            for name in self.names:
                stem, dot, extension = name.rpartition(".")
                version = Version.match(stem) if dot and extension == kind else None
                if version is not None:
                    found.setdefault(version, []).append(kind)
        return {version: tuple(found[version]) for version in sorted(found)}

    @property
    def latest(self) -> Version | None:
        """The greatest materialized version."""
        return next(reversed(self.versions), None)

    @property
    def is_schema(self) -> bool:
        """Whether it holds a schema, or what is left of one."""
        return self.has_source or bool(self.versions) or any(map(is_version_like, self.names))

    def path(self, name: str) -> str:
        """The path of a name below the schema root."""
        return f"{self.title}/{name}" if self.title else name

    def main(self, version: Version | str) -> str:
        """The name of a version's file in the first format."""
        return f"{version}.{self.settings.content_types[0]}"

    def target(self, name: str) -> str | None:
        """What a link leads to, as a path below the root; None for one that leaves it."""
        text = self.names[name] or ""
        path = posixpath.normpath(posixpath.join(self.title, text))
        return None if path.startswith(("/", "../")) or path == ".." else path

    def links(self) -> Iterator[tuple[str, str]]:
        """The links: name and text."""
        for name, text in self.names.items():
            if text is not None:
                yield name, text

    def spot(self, problem: Problem) -> Spot:
        """See `Subject.spot`; a problem of the folder stands at its source."""
        if problem.place is not None:
            return Spot.at(problem.place, problem.at)
        if problem.path is None and self.source is not None:
            return self.source.at(problem.at)
        name = problem.path or self.path(self._anyone())
        return Spot(self.store.place(name))

    def _anyone(self) -> str:
        """A file that stands for the folder: the source, else the latest version."""
        if self.has_source or self.latest is None:
            return self.current_name
        return f"{self.latest}.{self.versions[self.latest][0]}"


def is_version_like(name: str) -> bool:
    """Whether a file name looks like a version, with or without an extension."""
    stem, dot, extension = name.rpartition(".")
    return VERSION_LIKE.fullmatch(stem if dot and extension in _KINDS else name) is not None


def folders_of(repository: Repository, store: Store) -> dict[str, SchemaFolder]:
    """Every folder of a repository that holds files, by its path below the root."""
    names: dict[str, dict[str, str | None]] = {}
    for path in sorted(store.paths()):
        folder, _, name = path.rpartition("/")
        names.setdefault(folder, {})[name] = store.link(path)
    known = {above for title in names for above in _upwards(title)}

    def exists(path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return path in known or name in names.get(folder, ())

    return {
        title: SchemaFolder(repository, store, title, inside, exists)
        for title, inside in names.items()
    }


def _upwards(folder: str) -> Iterator[str]:
    """A folder and those above it."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
