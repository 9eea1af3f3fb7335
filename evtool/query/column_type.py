"""A JSON Schema -> the types of DuckDB, as `json_transform` takes them.

An event never fails for its type: what does not fit a column is NULL there, and still
stands in `_value`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Shape = str | dict[str, Any] | list[Any]
"""The name of a type; the members of a struct; or the one type of a list's items."""

_DEEPEST = 12
_BIGINT = 2**63 - 1
_TIMES = {"date-time": "TIMESTAMPTZ", "date": "DATE"}
_PLAIN = {"number": "DOUBLE", "boolean": "BOOLEAN"}
ANY: Shape = "JSON"


def columns(schema: Mapping[str, Any]) -> dict[str, Shape]:
    """The top properties of a schema with their types."""
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return {}
    return {str(name): shape(inner) for name, inner in properties.items()}


def shape(schema: Any, depth: int = 0) -> Shape:
    """The type of one schema; JSON where it can be several, or anything."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return ANY
    match _kind(schema):
        case "string":
            return _TIMES.get(str(schema.get("format")), "VARCHAR")
        case "integer":
            return _integer(schema)
        case "array":
            items = shape(schema.get("items"), depth + 1)
            return [items]
        case "object":
            return _object(schema, depth)
        case kind:
            return _PLAIN.get(kind, ANY)


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kinds = [one for one in kind if one != "null"]
        kind = kinds[0] if len(kinds) == 1 else None
    return kind if isinstance(kind, str) else ""


def _integer(schema: Mapping[str, Any]) -> Shape:
    """64 bits where the schema says that they are enough, as most bounded ones do."""
    bounds = (schema.get("minimum"), schema.get("maximum"))
    fits = all(isinstance(one, int | float) and abs(one) <= _BIGINT for one in bounds)
    return "BIGINT" if fits else "HUGEINT"


def _object(schema: Mapping[str, Any], depth: int) -> Shape:
    """A struct of the declared members; JSON for a map of any names."""
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or not properties:
        return ANY
    folded = {str(name).casefold() for name in properties}
    if len(folded) < len(properties):  # the names of a struct differ in more than case
        return ANY
    return {str(name): shape(inner, depth + 1) for name, inner in properties.items()}
