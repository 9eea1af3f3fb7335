"""Whether events of a schema fit a table, whose columns have one type each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evtool.rules.stream.subject.values import map_at

_NOT_IN_NAMES = re.compile(r"^[^A-Za-z_]|[^A-Za-z0-9_]")
_SCALARS = ("boolean", "integer", "number", "string")


def table_name(stream: str) -> str:
    """The name of the table of a stream: what a table cannot be called becomes `_`."""
    return _NOT_IN_NAMES.sub("_", stream).lower()


def untabular(schema: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The fields that no column can hold: the path, and why.

    Documents bound the depth (200 levels).
    """
    kind = _type(schema)
    if kind is None:
        yield path, _no_type(schema)
    elif kind == "object":
        yield from _object(schema, path)
    elif kind == "array":
        items = schema.get("items")
        if isinstance(items, Mapping):
            yield from untabular(items, f"{path}[]")
        else:
            yield path, "a list whose items have no type of their own"
    elif kind not in _SCALARS:
        yield path, f"of the type {kind}, which no column has"


def _type(schema: Any) -> str | None:
    types = schema.get("type") if isinstance(schema, Mapping) else None
    if isinstance(types, list) and len(types) == 1:
        types = types[0]
    if types is None and map_at(schema, "properties"):
        return "object"
    return types if isinstance(types, str) else None


def _no_type(schema: Any) -> str:
    types = schema.get("type") if isinstance(schema, Mapping) else None
    if isinstance(types, list):
        return f"of several types: {', '.join(map(str, types))}"
    branches = ("anyOf", "oneOf")
    if isinstance(schema, Mapping) and any(keyword in schema for keyword in branches):
        return "of one type or another"
    return "without a type"


def _object(schema: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    values = schema.get("additionalProperties")
    fields = map_at(schema, "properties")
    if isinstance(values, Mapping):
        yield from untabular(values, f"{path}{{}}")
        return
    if not fields:
        yield path, "an object without declared fields"
        return
    column: Callable[[str], str] = str.lower if path else table_name
    taken: dict[str, str] = {}
    for name, inner in fields.items():
        way = f"{path}.{name}" if path else name
        first = taken.setdefault(column(name), name)
        if first != name:
            yield way, f"the same column as {first!r}: names of columns have no case"
        yield from untabular(inner, way)
