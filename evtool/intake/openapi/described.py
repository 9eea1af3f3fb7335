"""Which streams are described, each with the schema that its next events should have."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evtool.intake.event.json_text import dump
from evtool.intake.event.router import Router
from evtool.intake.schemas.library import Library, NoSchema
from evtool.schema.canonical import dump_json
from evtool.schema.example.choosing import given_examples
from evtool.schema.version import Version
from evtool.streams.configuration import Entry

MOST_STREAMS = 1000
"""So many streams are described; the others are counted."""

MOST_BYTES = 8 * 1024 * 1024
"""JSON of all schemas together; streams of further ones are left out."""

_MOST_TRIES = 3
"""Newest versions that are looked at for one that can be read."""

_FRAGMENT = "fragment"


@dataclass(frozen=True)
class DescribedSchema:
    """One schema, as plain JSON values."""

    uri: str
    value: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Its name, without the version."""
        return self.uri[1:].rpartition("/")[0]

    @property
    def description(self) -> str:
        """What it says of itself."""
        text = self.value.get("description")
        return text if isinstance(text, str) else ""


@dataclass(frozen=True)
class DescribedStream:
    """One stream that events may be sent to.

    `is_pattern` tells that its name is a regex, which stands for many streams; `example`
    is an event that can be sent as it is, if the schema has an example.
    """

    name: str
    schema: DescribedSchema
    description: str = ""
    is_pattern: bool = False
    example: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Described:
    """What is described, and how many streams are left out."""

    streams: Sequence[DescribedStream]
    left_out: int = 0


def described(router: Router) -> Described:
    """The streams of a configuration; without one, a stream for each schema.

    It reads many files: no thread that others wait for should do it.
    """
    shelf = _Shelf(router.library)
    wanted = list(_wanted(router, shelf))
    found: list[DescribedStream] = []
    for name, title, entry in wanted[:MOST_STREAMS]:
        schema = shelf.newest(title)
        if schema is not None:
            found.append(_stream(name, schema, entry))
    return Described(found, len(wanted) - len(found))


def _wanted(router: Router, shelf: _Shelf) -> Iterator[tuple[str, str, Entry | None]]:
    """Names of streams with the titles of their schemas."""
    if router.streams is None:
        for known in sorted(shelf.titles()):
            if _FRAGMENT not in known.split("/"):
                yield known.replace("/", "."), known, None
        return
    for name, entry in sorted(router.streams.entries.items()):
        title = entry.settings.get("schema_title")
        yield name, title if isinstance(title, str) else "", entry


def _stream(name: str, schema: DescribedSchema, entry: Entry | None) -> DescribedStream:
    about = entry.settings.get("description") if entry else None
    is_pattern = entry is not None and entry.pattern is not None
    return DescribedStream(
        name,
        schema,
        about if isinstance(about, str) else schema.description,
        is_pattern,
        None if is_pattern else _example(schema, name),
    )


def _example(schema: DescribedSchema, stream: str) -> Mapping[str, Any] | None:
    for given in given_examples(dict(schema.value)):
        if isinstance(given, dict):
            meta = given.get("meta")
            kept = meta if isinstance(meta, dict) else {}
            return {**given, "$schema": schema.uri, "meta": {**kept, "stream": stream}}
    return None


class _Shelf:
    """The newest readable schema of each title, read once, until there is enough of it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._room = MOST_BYTES
        self._read: dict[str, DescribedSchema | None] = {}
        self._versions: dict[str, list[tuple[Version, str]]] = {}
        for uri in library.uris():
            title, _, text = uri[1:].rpartition("/")
            version = Version.match(text)
            if version is not None:
                self._versions.setdefault(title, []).append((version, uri))

    def titles(self) -> Iterator[str]:
        return iter(self._versions)

    def newest(self, title: str) -> DescribedSchema | None:
        if title not in self._read:
            self._read[title] = self._find(title)
        return self._read[title]

    def _find(self, title: str) -> DescribedSchema | None:
        newest = sorted(self._versions.get(title, ()), reverse=True)[:_MOST_TRIES]
        for _, uri in newest:
            try:
                value = json.loads(dump_json(self._library.schema(uri)))
                self._room -= len(dump(value))
            except (NoSchema, TypeError):  # half a character has no place in a document
                continue
            if self._room < 0:
                return None
            if value.get("title") == title:
                return DescribedSchema(uri, value)
        return None
