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

    On the way the weight of each schema is found: how often a validator that remembers nothing
    looks at schemas for one value.

    Raises:
        UnreadableSchema: There is such a part.
    """
    if b"$ref" not in marshal.dumps(root.raw):
        return
    weighed: set[int] = set()
    known: set[int] = set()
    pending = [root]
    while pending:
        schema = pending.pop()
        if id(schema) not in known and isinstance(schema.raw, dict):
            known.add(id(schema))
            _weigh(schema, set(), weighed)
            pending += _reachable(schema)


def _weigh(schema: Schema, around: set[int], weighed: set[int]) -> int:
    if id(schema) in around:
        raise UnreadableSchema("a schema refers to itself without end")
    if id(schema) not in weighed and isinstance(schema.raw, dict):
        around.add(id(schema))
        schema.weight = 1 + sum(_weigh(one, around, weighed) for one in _about_same_value(schema))
        around.remove(id(schema))
        weighed.add(id(schema))
    return schema.weight


def _about_same_value(schema: Schema) -> Iterator[Schema]:
    raw = schema.raw
    if "$ref" in raw:
        yield from _target(schema)
        return
    for keyword in _SAME_VALUE:
        dead = keyword in {"then", "else"} and "if" not in raw
        value = [] if dead else raw.get(keyword, [])
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
