"""What the file names of a repository tell: titles, versions, sources. Nothing is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from evtool.schema.catalog.entry import Entry
from evtool.schema.repository import Repository
from evtool.schema.settings import ContentType
from evtool.schema.store import Store
from evtool.schema.version import Version


@dataclass(frozen=True)
class Shelf:
    """One repository, and where its files are read from: disk, git's index or a commit.

    One that is not `listed` only answers when its schemas are asked for by name: references
    are looked up there, but the workspace does not keep it.
    """

    repository: Repository
    store: Store
    listed: bool = True


@dataclass(slots=True)
class _Folder:
    """What has been seen of one folder so far."""

    versions: dict[Version, list[ContentType]] = field(default_factory=dict)
    has_source: bool = False


def list_entries(repository: Repository, paths: Iterable[str]) -> list[Entry]:
    """The schemas that paths below a repository's root make up, by title.

    A folder is a schema if it holds the source, or a file MAJOR.MINOR.PATCH in one of the
    repository's formats. Links without extension and `latest` are none of these.
    """
    current = repository.settings.current_file
    kinds = {f".{kind}": kind for kind in repository.settings.content_types}
    folders: dict[str, _Folder] = {}
    for path in paths:
        title, _, name = path.rpartition("/")
        if not title:
            continue
        if name == current:
            folders.setdefault(title, _Folder()).has_source = True
            continue
        stem, dot, ending = name.rpartition(".")
        kind = kinds.get(dot + ending)
        version = Version.match(stem) if kind else None
        if kind and version:
            folders.setdefault(title, _Folder()).versions.setdefault(version, []).append(kind)
    return [_entry(repository, title, found) for title, found in sorted(folders.items())]


def _entry(repository: Repository, title: str, found: _Folder) -> Entry:
    order = repository.settings.content_types
    versions = {
        version: tuple(sorted(kinds, key=order.index))
        for version, kinds in sorted(found.versions.items())
    }
    return Entry(repository, title, versions, found.has_source)
