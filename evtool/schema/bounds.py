"""Bounds for every number of a schema, so that no reader loses precision.

JavaScript holds integers exactly only within +-(2^53 - 1). The schema repositories
therefore give each number a minimum and a maximum when a version is materialized. A bound
that the author wrote is kept, also one that lies further out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from evtool.schema.merge.copies import copied
from evtool.schema.merge.document import JsonObject

_ONE: Final = frozenset(
    {"additionalItems", "additionalProperties", "contains", "items", "not", "propertyNames"}
)
_LIST: Final = frozenset({"allOf", "anyOf", "items", "oneOf"})
_NAMED: Final = frozenset({"definitions", "dependencies", "patternProperties", "properties"})
_HOLDERS: Final = _ONE | _LIST | _NAMED


def apply_numeric_bounds(schema: JsonObject, low: float, high: float) -> JsonObject:
    """A copy of the schema in which each number without bounds has `low` and `high`.

    A number is a subschema whose `type` is exactly `integer` or `number`; a union of types
    is none. Subschemas are looked for where json-schema-traverse 0.4.1 does: in `allOf`,
    but not in `if`, `then` and `else`. The input is not changed and shares nothing with
    the result; parts that were one object are one object in the copy too.

    The recursion relies on the limit that the loader sets to the nesting of a document.
    """
    bounded: JsonObject = copied(schema, {})
    _bound(bounded, low, high)
    return bounded


def _bound(schema: Any, low: float, high: float) -> None:
    if not isinstance(schema, dict):
        return
    if schema.get("type") in ("integer", "number"):
        schema.setdefault("minimum", low)
        schema.setdefault("maximum", high)
    if not _HOLDERS.isdisjoint(schema):
        for key in _HOLDERS.intersection(schema):
            for inner in _subschemas(key, schema[key]):
                _bound(inner, low, high)


def _subschemas(key: str, value: Any) -> Iterable[Any]:
    """What stands under a keyword where a schema can stand; a map of another kind has none."""
    if isinstance(value, list):
        return value if key in _LIST else ()
    if not isinstance(value, dict):
        return ()
    if key in _NAMED:
        return value.values()
    return (value,) if key in _ONE else ()
