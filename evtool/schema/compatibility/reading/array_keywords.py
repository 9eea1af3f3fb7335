"""The keywords for arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from evtool.schema.compatibility.reading.containers import Distinct, Items, Size, SomeItem
from evtool.schema.compatibility.reading.document import Schema
from evtool.schema.compatibility.reading.formula import TRUE, Formula
from evtool.schema.compatibility.reading.problem import UnreadableSchema
from evtool.schema.compatibility.reading.scalar_keywords import count_of


def _read_items(schema: Schema, value: Any) -> Formula:
    anything = schema.pool.anything
    if not isinstance(value, list):
        rest = schema.inner(value).holds
        return TRUE if rest is anything else Items((), rest)
    others = schema.raw.get("additionalItems", True)
    return Items([schema.inner(one).holds for one in value], schema.inner(others).holds)


def _read_contains(schema: Schema, value: Any) -> Formula:
    return SomeItem(0, schema.inner(value).holds)


def _read_min_items(_schema: Schema, value: Any) -> Formula:
    count = count_of(value, "minItems")
    return Size(count, None) if count else TRUE


def _read_max_items(_schema: Schema, value: Any) -> Formula:
    return Size(0, count_of(value, "maxItems"))


def _read_unique(_schema: Schema, value: Any) -> Formula:
    if not isinstance(value, bool):
        raise UnreadableSchema(f"uniqueItems {value!r:.60} is no boolean")
    return Distinct() if value else TRUE


FOR_ARRAYS: Final[Mapping[str, Callable[[Schema, Any], Formula]]] = {
    "contains": _read_contains,
    "items": _read_items,
    "maxItems": _read_max_items,
    "minItems": _read_min_items,
    "uniqueItems": _read_unique,
}
