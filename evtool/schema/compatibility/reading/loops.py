"""Schemas that refer to themselves about the same value: no validator ever ends on them."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from typing import Final

from evtool.schema.compatibility.reading.document import Schema
from evtool.schema.compatibility.reading.problem import UnreadableSchema
from evtool.schema.compatibility.reading.references import subschemas

_SAME_VALUE: Final = ("allOf", "anyOf", "else", "if", "not", "oneOf", "then")


def require_no_loops(root: Schema) -> None:
    """Refuse a schema in which some part refers to itself about the same value.

    Raises:
        UnreadableSchema: There is such a part.
    """
    if b"$ref" not in marshal.dumps(root.raw):
        return
    done: set[int] = set()
    pending = [root]
    known: set[int] = set()
    while pending:
        schema = pending.pop()
        if id(schema) not in known and isinstance(schema.raw, dict):
            known.add(id(schema))
            _walk(schema, set(), done)
            pending += _reachable(schema)


def _walk(schema: Schema, around: set[int], done: set[int]) -> None:
    if id(schema) in around:
        raise UnreadableSchema("a schema refers to itself without end")
    if id(schema) in done or not isinstance(schema.raw, dict):
        return
    around.add(id(schema))
    for part in _about_same_value(schema):
        _walk(part, around, done)
    around.remove(id(schema))
    done.add(id(schema))


def _about_same_value(schema: Schema) -> Iterator[Schema]:
    raw = schema.raw
    if "$ref" in raw:
        yield from _target(schema)
        return
    for keyword in _SAME_VALUE:
        value = raw.get(keyword, [])
        yield from map(schema.inner, value if isinstance(value, list) else [value])
    dependencies = raw.get("dependencies")
    if isinstance(dependencies, dict):
        yield from (schema.inner(one) for one in dependencies.values() if isinstance(one, dict))


def _reachable(schema: Schema) -> Iterator[Schema]:
    if "$ref" in schema.raw:
        yield from _target(schema)
    else:
        yield from map(schema.inner, subschemas(schema.raw))


def _target(schema: Schema) -> Iterator[Schema]:
    """Where a reference leads; one that leads nowhere matters only where it is used."""
    try:
        yield schema.target()
    except UnreadableSchema:
        return
