"""Sorting and removing duplicates in lists of JSON values, as JavaScript compares them.

The reference tool sorts with lodash's `sortBy`: strings by UTF-16 code unit, null last,
values of different kinds by JavaScript's coercion to numbers. A canonical file shows the
result, so the order is a matter of bytes.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Hashable, Iterable, Iterator
from functools import cmp_to_key
from typing import Any

_NUMERAL = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def sorted_ascending(values: Iterable[Any]) -> list[Any]:
    """The values in ascending order; equal ones, and ones without order, stay as they stand."""
    listed = list(values)
    if all(type(value) is str for value in listed):
        return sorted(listed, key=_code_units)
    return sorted(listed, key=cmp_to_key(_compare))


def sorted_unique(values: Iterable[Any]) -> list[Any]:
    """Every scalar of the values and of the lists among them, once, in ascending order."""
    return sorted_ascending(unique(_flattened(values)))


def unique(values: Iterable[Any]) -> list[Any]:
    """The values without repeated scalars; each list, map and time stamp counts as its own."""
    kept: dict[Hashable, Any] = {}
    for value in values:
        kept.setdefault(identity(value), value)
    return list(kept.values())


def identity(value: Any) -> Hashable:
    """What two values share when JavaScript's `===` holds; true is not 1, but 1.0 is."""
    if isinstance(value, dict | list | datetime.datetime):
        return ("object", id(value))
    return (isinstance(value, bool), value)


def double(number: float) -> float:
    """The number as JavaScript holds it: integers beyond 2^53 are rounded."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _flattened(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list):
            yield from _flattened(value)
        else:
            yield value


def _code_units(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _compare(left: Any, right: Any) -> int:
    """Below zero when `left` comes first; null comes after everything else."""
    if left is None or right is None:
        return (left is None) - (right is None)
    before, after = _primitive(left), _primitive(right)
    if isinstance(before, str) and isinstance(after, str):
        first, second = _code_units(before), _code_units(after)
        return (first > second) - (first < second)
    low, high = _number(before), _number(after)
    return (low > high) - (low < high)


def _primitive(value: Any) -> str | float:
    """What JavaScript compares instead of `value`."""
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    if isinstance(value, dict | list):
        return _text(value)
    primitive: str | float = value
    return primitive


def _text(value: Any) -> str:
    """JavaScript's `String(value)`, as far as it decides an order."""
    if isinstance(value, list):
        return ",".join("" if item is None else _text(item) for item in value)
    if isinstance(value, dict):
        return "[object Object]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: str | float) -> float:
    """JavaScript's `Number(value)`; not-a-number compares as neither less nor greater."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text:
        return 0.0
    return float(text) if _NUMERAL.fullmatch(text) else math.nan
