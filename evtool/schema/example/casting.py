"""A value taken from `enum`, made to be of the type that the schema has."""

from __future__ import annotations

import math
from typing import Any

from evtool.schema.example import chance
from evtool.schema.example.javascript import (
    UNDEFINED,
    leading_integer,
    leading_number,
    number,
    plain_number,
    text,
    truthy,
)
from evtool.schema.example.merging import Schema
from evtool.schema.example.numbers import keyword_number
from evtool.schema.example.strings import fitted
from evtool.schema.example.tally import Tally


def enum_value(schema: Schema, tally: Tally) -> Any:
    """One of the values of `enum`; null when there is none.

    For numbers with a bound, values outside the bounds, and all below zero, are dropped
    from the schema for good.

    Raises:
        Refusal: A bound is no number, or a text cannot be fitted into its format.
    """
    kind = schema.get("type")
    if kind in ("integer", "number"):
        values = _within_bounds(schema)
        tally.rewrites += len(values) < len(schema["enum"])
        schema["enum"] = values
    value = chance.pick(schema["enum"])
    if value is None or value is UNDEFINED:
        return None
    match kind:
        case "integer":
            return plain_number(leading_integer(value))
        case "number":
            return plain_number(leading_number(value))
        case "boolean":
            return truthy(value)
        case "string":
            return fitted(text(value), schema, tally)
        case _:
            return value


def _within_bounds(schema: Schema) -> list[Any]:
    values: list[Any] = schema["enum"]
    low = max(keyword_number(schema, "minimum", 0), 0)
    high = keyword_number(schema, "maximum", math.inf) or math.inf
    step = keyword_number(schema, "multipleOf", 0) or 1
    if truthy(schema.get("exclusiveMinimum")) and low == schema.get("minimum"):
        low += step
    if truthy(schema.get("exclusiveMaximum")) and high == schema.get("maximum"):
        high -= step
    if not low and high == math.inf:
        return values
    return [value for value in values if low <= number(value) <= high]
