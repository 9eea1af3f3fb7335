"""The schemas of all repositories of a workspace as one namespace, and reading one of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from evtool.document import Document, parse_document
from evtool.errors import EvtoolError, SchemaNotFound
from evtool.schema.catalog.entry import Entry
from evtool.schema.catalog.listing import Shelf, list_entries
from evtool.schema.materialize.source import Source, read_source
from evtool.schema.settings import ContentType
from evtool.schema.store import Store
from evtool.schema.version import Label, SchemaReference, Version

MOST_VERSIONS = 8
"""How many versions a hint names: the newest ones."""


@dataclass(frozen=True)
class SchemaFile:
    """One file of a schema, read: a materialized version, or its source.

    `version` is None for the source, whose version stands in it; `kind` is its format.
    """

    entry: Entry
    version: Version | None
    kind: ContentType
    path: Path
    content: bytes

    @cached_property
    def document(self) -> Document:
        """The parsed file.

        Raises:
            DocumentError: It is not one YAML or JSON document.
        """
        return parse_document(self.content, self.path)

    @cached_property
    def source(self) -> Source:
        """The source with the title and version that it claims; for a source only.

        Raises:
            DocumentError: It is not one YAML or JSON document.
            SchemaError: It is no schema, or lacks a title or a version.
        """
        return read_source(self.entry.repository, self.entry.source_path, self.document)

    def __str__(self) -> str:
        """`title@version`."""
        return f"{self.entry.title}@{self.version or Label.CURRENT}"


class Catalog:
    """Every schema of several repositories; the first that has a title answers for it.

    Names are listed when first asked for. Contents are read when asked for and not kept,
    so that going through a large repository needs the memory of one file. One that is not
    `complete` does not know all that references may mean: some are looked up by URL.
    """

    def __init__(self, shelves: Sequence[Shelf], *, complete: bool = True) -> None:
        self.complete = complete
        self._shelves = tuple(shelves)
        self._stores: dict[Path, Store] = {one.repository.root: one.store for one in shelves}

    @cached_property
    def _by_title(self) -> dict[str, list[Entry]]:
        """The schemas of listed repositories by title, in the order of look-up."""
        return _group(self._shelves, listed=True)

    @cached_property
    def _unlisted(self) -> dict[str, list[Entry]]:
        return _group(self._shelves, listed=False)

    def titles(self) -> list[str]:
        """Every title, in order."""
        return list(self._by_title)

    def entries(self) -> Iterator[Entry]:
        """Every schema by title; of several repositories' in the order of look-up."""
        for entries in self._by_title.values():
            yield from entries

    def named(self, title: str) -> Sequence[Entry]:
        """The schemas of this title in the order of look-up; empty if there is none."""
        return [*self._by_title.get(title, ()), *self._unlisted.get(title, ())]

    def entry(self, title: str) -> Entry:
        """The schema that a title means.

        Raises:
            SchemaNotFound: There is none; the hint names the nearest titles.
        """
        named = self.named(title)
        if not named:
            raise SchemaNotFound(title, hint=self._hint(title))
        return named[0]

    def find(self, reference: SchemaReference, default: Label = Label.LATEST) -> SchemaFile:
        """The file that a reference means; `default` stands for a version it does not name.

        Raises:
            SchemaNotFound: There is no such schema, or no such version of it; the hint
                names the nearest titles, or the versions there are.
            EvtoolError: It is there but cannot be read.
        """
        first = self.entry(reference.title)
        wanted = reference.version or default
        for entry in self.named(reference.title):
            if wanted is Label.CURRENT and entry.has_source:
                return self.read_source(entry)
            version = entry.latest if wanted is Label.LATEST else wanted
            if isinstance(version, Version) and version in entry.versions:
                return self.read(entry, version)
        name = f"{reference.title}@{wanted}"
        raise SchemaNotFound(name, hint=self._version_hint(first, wanted))

    def read(self, entry: Entry, version: Version, kind: ContentType | None = None) -> SchemaFile:
        """Read a materialized version, in the repository's first format unless `kind` says.

        Raises:
            SchemaNotFound: The file is not there, or a link to nowhere.
            EvtoolError: It is there but cannot be read.
        """
        kinds = entry.versions.get(version) or entry.repository.settings.content_types
        kind = kind or kinds[0]
        return self._read(entry, entry.path(version, kind), version, kind)

    def read_source(self, entry: Entry) -> SchemaFile:
        """Read the hand-edited source.

        Raises:
            SchemaNotFound: The file is not there, or a link to nowhere.
            EvtoolError: It is there but cannot be read.
        """
        kind: ContentType = "json" if entry.source_path.endswith(".json") else "yaml"
        return self._read(entry, entry.source_path, None, kind)

    def read_newest(self, entry: Entry) -> SchemaFile:
        """Read the latest version, or the source where nothing is materialized.

        Raises:
            SchemaNotFound: The file is not there, or a link to nowhere.
            EvtoolError: It is there but cannot be read.
        """
        latest = entry.latest
        return self.read(entry, latest) if latest else self.read_source(entry)

    def _read(
        self, entry: Entry, path: str, version: Version | None, kind: ContentType
    ) -> SchemaFile:
        store = self._stores[entry.repository.root]
        content = store.read(path)
        if content is None:
            name = f"{entry.title}@{version or Label.CURRENT}"
            raise SchemaNotFound(name, hint=f"there is no file {store.place(path)}")
        return SchemaFile(entry, version, kind, store.place(path), content)

    def _hint(self, title: str) -> str:
        near = nearest_titles(title, self.titles())
        if near:
            return f"did you mean {' or '.join(near)}?"
        return "`evtool schema list` shows what there is"

    def _version_hint(self, entry: Entry, wanted: Version | Label) -> str:
        if wanted is Label.CURRENT:
            return f"it has no {entry.repository.settings.current_file}; {_versions(entry)}"
        if entry.has_source and self._is_unwritten(entry, wanted):
            path = self._stores[entry.repository.root].place(entry.source_path)
            return (
                f"{_versions(entry)}; `evtool schema materialize {path}` writes the version "
                f"of its source, {entry.title}@current shows it"
            )
        return _versions(entry)

    def _is_unwritten(self, entry: Entry, wanted: Version | Label) -> bool:
        """Whether the version that is missed is the one that the source would make."""
        if wanted is Label.LATEST:
            return True
        try:
            return self.read_source(entry).source.version == wanted
        except EvtoolError:
            return False


def _group(shelves: Sequence[Shelf], *, listed: bool) -> dict[str, list[Entry]]:
    by_title: dict[str, list[Entry]] = {}
    for shelf in shelves:
        if shelf.listed is listed:
            for entry in list_entries(shelf.repository, shelf.store.paths()):
                by_title.setdefault(entry.title, []).append(entry)
    return dict(sorted(by_title.items()))


def nearest_titles(title: str, titles: Sequence[str], most: int = 3) -> list[str]:
    """Titles that may have been meant: those that end alike, then those spelled alike."""
    ending = [one for one in titles if one.endswith(f"/{title}")]
    near = difflib.get_close_matches(title, titles, n=most)
    return list(dict.fromkeys([*ending, *near]))[:most]


def _versions(entry: Entry) -> str:
    versions = [str(version) for version in entry.versions]
    if not versions:
        return "none of its versions is materialized"
    if len(versions) > MOST_VERSIONS:
        return f"its newest versions are {', '.join(versions[-MOST_VERSIONS:])}"
    return f"it has {', '.join(versions)}"
