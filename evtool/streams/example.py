"""Example events of streams: those of their schemas, addressed to the stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from evtool.schema.catalog import Catalog, SchemaFile, Shelf
from evtool.schema.repository import Repository
from evtool.schema.version import SchemaReference
from evtool.streams.configuration import Entry

FILLED_IN = frozenset({"id", "dt", "request_id"})
"""Fields of `meta` that the intake fills in, so that no two events share them."""

_FIRST = ("$schema", "meta", "dt")
_SHORT = 30


@dataclass(frozen=True)
class Example:
    """An event of a stream; `schema` is the content of the file that it conforms to."""

    stream: str
    uri: str
    event: Mapping[str, Any]
    schema: Mapping[str, Any]


def catalog_of(repositories: Sequence[Repository]) -> Catalog:
    """The schemas of repositories as they are on disk."""
    return Catalog([Shelf(repository, repository.store) for repository in repositories])


def find_example(entry: Entry, catalog: Catalog) -> Example | None:
    """An example event for a stream, of the newest version of its schema.

    None where the stream is a regex that the example's own stream does not match, or the
    schema has no released version.

    Raises:
        EvtoolError: There is no such schema, or it cannot be read.
    """
    title = entry.settings.get("schema_title")
    if not isinstance(title, str):
        return None
    file = catalog.find(SchemaReference(title))
    schema, given = _example_in(file)
    if file.version is None or given is None:
        return None
    meta = given.get("meta")
    meta = meta if isinstance(meta, Mapping) else {}
    stream = entry.name if entry.pattern is None else meta.get("stream")
    if not isinstance(stream, str) or not entry.matches(stream):
        return None
    uri = f"/{title}/{file.version}"
    return Example(stream, uri, _addressed(given, meta, uri, stream), schema)


def shortened(example: Example, now: str) -> dict[str, Any]:
    """The event as it could happen now, with little more than what its schema requires.

    Conditions of the schema are not looked at. Where only the envelope is required, one
    short text is kept, so that there is something to see.
    """
    kept = _required(example.event, example.schema)
    if "dt" in kept:
        kept["dt"] = now
    if not kept.keys() - set(_FIRST):
        kept |= dict(islice(_short_texts(example.event), 1))
    kept["meta"] = {**kept.get("meta", {}), "stream": example.stream}
    return _ordered({**kept, "$schema": example.uri})


def _example_in(file: SchemaFile) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """The schema of a file, and its first example; a generated one where it has none."""
    from evtool.schema.example.choosing import generated_examples, given_examples

    schema = file.document.value
    if not isinstance(schema, dict):
        return {}, None
    found = given_examples(schema) or generated_examples(schema)
    given = found[0] if found else None
    return schema, given if isinstance(given, Mapping) else None


def _addressed(
    given: Mapping[str, Any], meta: Mapping[str, Any], uri: str, stream: str
) -> dict[str, Any]:
    kept = {name: value for name, value in meta.items() if name not in FILLED_IN}
    return _ordered({**given, "$schema": uri, "meta": {**kept, "stream": stream}})


def _ordered(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with the fields first that say what it is."""
    first = {name: event[name] for name in _FIRST if name in event}
    return {**first, **event}


def _short_texts(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in event.items():
        if name not in _FIRST and isinstance(value, str) and len(value) <= _SHORT:
            yield name, value


def _required(value: Any, schema: Any) -> Any:
    if not isinstance(value, Mapping) or not isinstance(schema, Mapping):
        return value
    required, properties = schema.get("required"), schema.get("properties")
    names = set(required) if isinstance(required, list) else set()
    known = properties if isinstance(properties, Mapping) else {}
    return {name: _required(part, known.get(name)) for name, part in value.items() if name in names}
