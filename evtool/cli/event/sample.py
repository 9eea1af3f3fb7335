"""Events to try things out, of the stream or the schema that a user names."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Any

from evtool.cli.base import Invocation
from evtool.cli.schema.subject import catalog_of, schema_named
from evtool.errors import EvtoolError, SchemaError
from evtool.schema.catalog import Catalog
from evtool.schema.example.choosing import generated_examples, given_examples
from evtool.schema.version import Label, SchemaReference
from evtool.selection import Files
from evtool.streams.configuration import Configuration, Entry
from evtool.streams.load import load_streams, stream_files

_NAMES = uuid.UUID("6f1d1f1e-0f0c-5c55-9a53-6a2d7c3f5b10")
"""The name space of the identifiers of repeated examples."""


@dataclass(frozen=True)
class Sample:
    """Examples of one stream: its name, the URI of the schema, and whether they are made up."""

    stream: str
    schema: str
    examples: tuple[dict[str, Any], ...]
    generated: bool

    def events(self, count: int) -> Iterator[dict[str, Any]]:
        """So many events: the examples in turn, each time with identifiers of their own."""
        return islice(self._without_end(), count)

    def _without_end(self) -> Iterator[dict[str, Any]]:
        yield from self.examples
        round_ = 1
        while True:
            for event in self.examples:
                yield _renamed(event, round_)
            round_ += 1


def sample_of(run: Invocation, name: str) -> Sample:
    """Events that can be sent to a stream, or that are of a schema.

    Raises:
        EvtoolError: There is no such stream or schema, or no released version of it.
    """
    streams = load_streams(run.workspace) if stream_files(run.workspace) else None
    catalog = catalog_of(run.workspace, Files(run.workspace, offline=run.offline))
    entry = _entry(name, streams, catalog)
    if entry is not None:
        return _sample(catalog, SchemaReference(_title(entry, name)), name)
    reference = schema_named(run, name)
    if not catalog.named(reference.title):
        raise _nothing(name, streams, catalog)
    return _sample(catalog, reference, _stream_of(reference.title, streams))


def _entry(name: str, streams: Configuration | None, catalog: Catalog) -> Entry | None:
    """The stream that is meant: one of this name; a regex only where no schema is called so."""
    if streams is None:
        return None
    own = streams.entries.get(name)
    if own is not None and own.pattern is not None:
        raise EvtoolError(f"{name} is a pattern", hint="name a stream that it matches")
    if own is not None or "@" in name or catalog.named(name.strip("/")):
        return own
    return streams.find(name)


def _title(entry: Entry, name: str) -> str:
    title = entry.settings.get("schema_title")
    if not isinstance(title, str):
        hint = "set schema_title in the stream configuration"
        raise EvtoolError(f"the stream {name} names no schema", hint=hint)
    return title


def _stream_of(title: str, streams: Configuration | None) -> str | None:
    """The first stream that takes events of a schema, if any has a name."""
    found = streams.with_schema(title) if streams else []
    return next((one.name for one in found if one.pattern is None), None)


def _sample(catalog: Catalog, reference: SchemaReference, stream: str | None) -> Sample:
    if reference.version is Label.CURRENT:
        hint = "an event names a released version: `evtool schema materialize` makes one"
        raise EvtoolError(f"no event can be of the source of {reference.title}", hint=hint)
    file = catalog.find(reference)
    schema = file.document.value
    if not isinstance(schema, dict):
        hint = "check the file"
        raise SchemaError("a schema must be a map", hint=hint, place=file.document.place())
    given = [one for one in given_examples(schema) if isinstance(one, dict)]
    found = given or [one for one in generated_examples(schema) if isinstance(one, dict)]
    if not found:
        raise EvtoolError(f"{file} describes no objects", hint="events are JSON objects")
    uri = f"/{file.entry.title}/{file.version}"
    name = stream or _own_stream(found[0]) or file.entry.title.replace("/", ".")
    return Sample(name, uri, tuple(_sendable(one, uri, name) for one in found), not given)


def _sendable(example: dict[str, Any], uri: str, stream: str) -> dict[str, Any]:
    meta = example.get("meta")
    kept = meta if isinstance(meta, dict) else {}
    return {**example, "$schema": uri, "meta": {**kept, "stream": stream}}


def _own_stream(example: dict[str, Any]) -> str | None:
    meta = example.get("meta")
    name = meta.get("stream") if isinstance(meta, dict) else None
    return name if isinstance(name, str) and name else None


def _renamed(event: dict[str, Any], number: int) -> dict[str, Any]:
    """The event with another identifier, the same one on every run; without one, as it is."""
    known = event["meta"].get("id")
    if not isinstance(known, str):
        return event
    return {**event, "meta": {**event["meta"], "id": str(uuid.uuid5(_NAMES, f"{known} {number}"))}}


def _nothing(name: str, streams: Configuration | None, catalog: Catalog) -> EvtoolError:
    known = [*(streams.entries if streams else ()), *catalog.titles()]
    near = get_close_matches(name, known, n=3)
    hint = "`evtool streams list` and `evtool schema list` show what there is"
    return EvtoolError(
        f"no stream and no schema is called {name}",
        hint=f"did you mean {' or '.join(near)}?" if near else hint,
    )
