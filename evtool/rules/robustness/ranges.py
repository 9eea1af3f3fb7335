"""Pairs of bounds that leave no value between them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from evtool.rules.robustness.values import is_number

_COUNTS = (
    ("minLength", "maxLength", "text"),
    ("minItems", "maxItems", "array"),
    ("minProperties", "maxProperties", "object"),
)

Fault = tuple[str, str]
"""The keyword that a fault stands at, and a sentence."""


def empty_ranges(value: dict[str, Any]) -> Iterator[Fault]:
    """The bounds of one subschema that exclude each other."""
    for low, high, noun in _COUNTS:
        least, most = value.get(low), value.get(high)
        if is_number(least) and is_number(most) and least > most:
            yield low, f"no {noun} fits: `{low}` {least} is above `{high}` {most}"
    yield from _numbers(value)
    yield from _required(value)
    yield from _items(value)


def _numbers(value: dict[str, Any]) -> Iterator[Fault]:
    lows = [(value[key], key) for key in ("minimum", "exclusiveMinimum") if _is_bound(value, key)]
    highs = [(value[key], key) for key in ("maximum", "exclusiveMaximum") if _is_bound(value, key)]
    if not lows or not highs:
        return
    (least, low), (most, high) = max(lows), min(highs)
    open_end = any(
        bound == end and key.startswith("exclusive")
        for bounds, end in ((lows, least), (highs, most))
        for bound, key in bounds
    )
    if least > most or (least == most and open_end):
        yield low, f"no number fits: `{low}` {least} leaves nothing below `{high}` {most}"
    elif not _holds_multiple(value, _exact(least), _exact(most)):
        what = "whole number" if value.get("type") == "integer" else "multiple"
        yield low, f"no {what} lies between `{low}` {least} and `{high}` {most}"


def _holds_multiple(value: dict[str, Any], least: Fraction, most: Fraction) -> bool:
    """Whether the range holds a number of the wanted grid."""
    step = _grid(value)
    if step is None:
        return True
    first, last = math.ceil(least / step), math.floor(most / step)
    if _is_at(value, "exclusiveMinimum", first * step):
        first += 1
    if _is_at(value, "exclusiveMaximum", last * step):
        last -= 1
    return first <= last


def _is_at(value: dict[str, Any], key: str, number: Fraction) -> bool:
    return _is_bound(value, key) and _exact(value[key]) == number


def _exact(number: float) -> Fraction:
    """A number as it is written: 0.1 is a tenth, not the double next to it."""
    return Fraction(str(number))


def _grid(value: dict[str, Any]) -> Fraction | None:
    """The distance between the numbers that are allowed; None: all are."""
    whole = value.get("type") == "integer"
    step = value.get("multipleOf")
    if not is_number(step) or step <= 0:
        return Fraction(1) if whole else None
    exact = _exact(step)
    return Fraction(exact.numerator) if whole else exact


def _required(value: dict[str, Any]) -> Iterator[Fault]:
    names, most = value.get("required"), value.get("maxProperties")
    if not isinstance(names, list):
        return
    if is_number(most) and len({str(name) for name in names}) > most:
        yield "required", f"{len(names)} fields are required, but `maxProperties` is {most}"
    fields = value.get("properties")
    forbidden: dict[str, Any] = fields if isinstance(fields, dict) else {}
    for name in names:
        if isinstance(name, str) and forbidden.get(name) is False:
            yield "required", f"the field {name!r} is required and forbidden"


def _items(value: dict[str, Any]) -> Iterator[Fault]:
    least = value.get("minItems")
    if not is_number(least) or least <= 0:
        return
    if value.get("items") is False:
        yield "minItems", "at least one item is wanted, but `items` allows none"
    items: Any = value.get("items")
    choices = items.get("enum") if isinstance(items, dict) else None
    if value.get("uniqueItems") is True and isinstance(choices, list) and least > len(choices):
        yield "minItems", f"{least} different items are wanted, but there are {len(choices)} values"


def _is_bound(value: dict[str, Any], key: str) -> bool:
    return is_number(value.get(key))
