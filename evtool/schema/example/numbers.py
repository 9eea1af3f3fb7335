"""Numbers: a point at 0.15 of the way between the bounds."""

from __future__ import annotations

import math
from typing import Any

from evtool.schema.example import chance
from evtool.schema.example.failure import Refusal
from evtool.schema.example.javascript import double, number_text, plain_number, truthy
from evtool.schema.example.merging import Schema

_LOWEST = -100_000_000.0
_HIGHEST = 100_000_000.0


def keyword_number(schema: Schema, keyword: str, default: float) -> float:
    """The number that a keyword sets; NaN where it is a member of that name with a schema.

    Raises:
        Refusal: It is set to something else.
    """
    if keyword not in schema:
        return default
    value: Any = schema[keyword]
    if isinstance(value, dict):
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refusal(f"`{keyword}` is no number", f"write a number as `{keyword}`")
    return double(value)


def integer_value(schema: Schema) -> int | float | None:
    """An integer: a multiple of one where `multipleOf` says nothing else."""
    return number_value({"multipleOf": 1, **schema})


def number_value(schema: Schema) -> int | float | None:
    """A number between the bounds; not-a-number (`.nan`, in JSON null) when no number is.

    A numeric `exclusiveMinimum` only says that `minimum` is excluded, as a boolean one
    does: the reference generator knows no later draft than 4.

    Raises:
        Refusal: A keyword is no number, or the search for a multiple would never end.
    """
    step = keyword_number(schema, "multipleOf", 0)
    low = keyword_number(schema, "minimum", _LOWEST)
    high = keyword_number(schema, "maximum", _HIGHEST)
    lowest, highest = low, high
    if step:
        high = chance.floor(high / step) * step
        low = -chance.floor(-(low / step)) * step
    if truthy(schema.get("exclusiveMinimum")) and "minimum" in schema and low == lowest:
        low += step or 1
    if truthy(schema.get("exclusiveMaximum")) and "maximum" in schema and high == highest:
        high -= step or 1
    if low > high:
        return math.nan
    if not step:
        return plain_number(chance.real(low, high))
    if "." in number_text(step):
        return plain_number(_fraction(low, high, step))
    return plain_number(_multiple(low, high, step))


def _multiple(low: float, high: float, step: float) -> float:
    found = chance.whole(chance.floor(low / step), chance.floor(high / step)) * step
    while found < low:
        if found + step <= found:
            raise _endless()
        found += step
    return found


def _fraction(low: float, high: float, step: float) -> float:
    found = chance.whole(0, (high - low) / step) * step
    steps = found / step
    if not math.isfinite(steps) or steps != math.floor(steps):
        raise _endless()
    return low + found


def _endless() -> Refusal:
    return Refusal(
        "no multiple of `multipleOf` is found between its bounds",
        "choose bounds that are multiples of `multipleOf`, or write `examples:` by hand",
    )
