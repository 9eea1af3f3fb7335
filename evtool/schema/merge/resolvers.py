"""How the values of one keyword combine when they are not the same.

Each resolver takes the distinct values, first the schema's own, then those of its `allOf`
in order, and returns the value that stands for all of them, or `CONTRADICTION`. A keyword
without a resolver does not combine: two different values contradict each other. The rules
are those of json-schema-merge-allof 0.6.0, with `examples` taken from the first.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any, Final, NoReturn

from evtool.schema.merge.equality import common, same_value
from evtool.schema.merge.order import double, identity, sorted_ascending, sorted_unique, unique

CONTRADICTION: Final = object()
"""No value can stand for all of them."""

EXACT: Final = 2**53
"""Beyond it a double is no exact integer: the result stays a float, and is written as one."""

Resolver = Callable[[list[Any]], Any]


class NotANumber(ValueError):
    """A bound or a factor is something else than a finite number."""

    def __init__(self, value: Any) -> None:
        self.value = value
        super().__init__(value)


def _first(values: list[Any]) -> Any:
    return values[0]


def _largest(values: list[Any]) -> Any:
    return max(map(_checked, values))


def _smallest(values: list[Any]) -> Any:
    return min(map(_checked, values))


def _any_true(values: list[Any]) -> bool:
    return any(value is True for value in values)


def _none_of(values: list[Any]) -> dict[str, Any]:
    """Also a single value is wrapped: the reference tool does so, and files show it."""
    return {"anyOf": values}


def _common_types(values: list[Any]) -> Any:
    if not any(isinstance(value, list) for value in values):
        return CONTRADICTION
    first, *others = (value if isinstance(value, list) else [value] for value in values)
    allowed = [set(map(identity, other)) for other in others]
    types = [kind for kind in unique(first) if all(identity(kind) in kinds for kinds in allowed)]
    if len(types) == 1:
        return types[0]
    return types or CONTRADICTION


def _common_values(values: list[Any]) -> Any:
    if not all(isinstance(value, list) for value in values):
        return CONTRADICTION
    shared = reduce(lambda left, right: common(left, right, same_value), values)
    return sorted_ascending(shared) or CONTRADICTION


def _least_common_multiple(values: list[Any]) -> float:
    """In double precision, as the reference tool computes and therefore prints it."""
    numbers = [double(_checked(value)) for value in values]
    scale = 1.0
    while not all(number.is_integer() for number in numbers):
        numbers = [number * 10 for number in numbers]
        scale *= 10
        if any(math.isinf(number) for number in numbers):
            _refuse(values[0])
    multiple = reduce(_multiple_of_both, numbers) / scale
    return int(multiple) if multiple.is_integer() and multiple <= EXACT else multiple


def _multiple_of_both(left: float, right: float) -> float:
    if not left or not right:
        return 0.0
    multiple = abs(left) / math.gcd(int(left), int(right)) * abs(right)
    return multiple if math.isfinite(multiple) else _refuse(right)


def _refuse(value: Any) -> NoReturn:
    raise NotANumber(value)


def _checked(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        _refuse(value)
    return value


RESOLVERS: Final[dict[str, Resolver]] = {
    **dict.fromkeys(("title", "description", "$id", "$schema", "$ref"), _first),
    **dict.fromkeys(("default", "examples"), _first),
    **dict.fromkeys(("minimum", "exclusiveMinimum"), _largest),
    **dict.fromkeys(("minLength", "minItems", "minProperties"), _largest),
    **dict.fromkeys(("maximum", "exclusiveMaximum"), _smallest),
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties"), _smallest),
    "type": _common_types,
    "required": sorted_unique,
    "enum": _common_values,
    "uniqueItems": _any_true,
    "multipleOf": _least_common_multiple,
    "not": _none_of,
}
