"""When two JSON values are the same, and what is left of a list without duplicates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from evtool.schema.merge.order import double

Same = Callable[[Any, Any], bool]


def same_value(left: Any, right: Any) -> bool:
    """Deep equality of JSON values: 1 equals 1.0, true does not equal 1."""
    if left is right:
        return True
    if isinstance(left, dict):
        return isinstance(right, dict) and _same_maps(left, right)
    if isinstance(left, list):
        return isinstance(right, list) and _same_sequences(left, right)
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right or double(left) == double(right)
    return bool(left == right)


def distinct(values: Iterable[Any], same: Same) -> list[Any]:
    """The first of each group of values that are the same."""
    kept: list[Any] = []
    for value in values:
        if not any(same(value, known) for known in kept):
            kept.append(value)
    return kept


def common(left: Iterable[Any], right: Iterable[Any], same: Same) -> list[Any]:
    """The distinct values of `left` that `right` has too."""
    others = list(right)
    return [value for value in distinct(left, same) if any(same(value, other) for other in others)]


def _same_maps(left: dict[str, Any], right: dict[str, Any]) -> bool:
    return left.keys() == right.keys() and all(map(same_value, left.values(), map(right.get, left)))


def _same_sequences(left: list[Any], right: list[Any]) -> bool:
    return len(left) == len(right) and all(map(same_value, left, right))
