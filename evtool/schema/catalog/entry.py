"""One schema of the catalog: its title, its versions and whether it has a source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evtool.schema.repository import Repository
from evtool.schema.settings import ContentType
from evtool.schema.version import SchemaId, Version

FRAGMENT = "fragment"
"""A title with this segment names a fragment: a schema that is meant to be referred to."""


class SourceStatus(StrEnum):
    """How the source of a schema stands to its materialized versions."""

    RELEASED = "released"
    """The newest version is the source's."""
    AHEAD = "ahead"
    """The source is newer than every version: it is not materialized yet."""
    UNMATERIALIZED = "unmaterialized"
    """The source's version has no file, and is not above every version."""
    BEHIND = "behind"
    """There is a version above the source's."""
    MISSING = "no source"
    """There are versions only."""
    UNREADABLE = "unreadable"
    """The source cannot be read as a schema."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One schema of one repository, as the names of its files tell.

    `title` is the folder below the repository's root; `versions` are the materialized
    ones, oldest first, each with the formats it is written in.
    """

    repository: Repository
    title: str
    versions: dict[Version, tuple[ContentType, ...]]
    has_source: bool

    @property
    def latest(self) -> Version | None:
        """The newest materialized version; None where there is none."""
        return next(reversed(self.versions), None)

    @property
    def is_fragment(self) -> bool:
        """Whether the schema is meant to be referred to, not to describe events."""
        return FRAGMENT in self.title.split("/")

    @property
    def source_path(self) -> str:
        """The path of its source below the repository's root, there or not."""
        return f"{self.title}/{self.repository.settings.current_file}"

    def path(self, version: Version, kind: ContentType) -> str:
        """The path of one materialized file below the repository's root, there or not."""
        return f"{self.title}/{version}.{kind}"

    def id(self, version: Version) -> SchemaId:
        """The name of one version."""
        return SchemaId(self.title, version)

    def status(self, source: Version | None) -> SourceStatus:
        """How the source stands; `source` is its version, None for one that is unreadable."""
        if not self.has_source:
            return SourceStatus.MISSING
        if source is None:
            return SourceStatus.UNREADABLE
        if source in self.versions:
            return SourceStatus.RELEASED if source == self.latest else SourceStatus.BEHIND
        if self.latest and source > self.latest:
            return SourceStatus.AHEAD
        return SourceStatus.UNMATERIALIZED
