"""The dice of the reference generator, loaded: every throw is 0.15.

Examples must be the same on every run, so the reference tool replaces the random source
by a constant. What is left is arithmetic on doubles, which this module repeats.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from evtool.schema.example.javascript import UNDEFINED

THROW = 0.15


def floor(value: float) -> float:
    """The largest whole number that is not greater; infinities and NaN stay."""
    return float(math.floor(value)) if math.isfinite(value) else value


def whole(low: float, high: float) -> float:
    """A whole number from `low` to `high`; `high` counts from `low` when it is smaller."""
    if high < low:
        high += low
    return floor(THROW * ((high - low) + 1)) + low


def real(low: float, high: float) -> float:
    """A number from `low` to `high`."""
    return THROW * (high - low) + low


def index(size: int) -> int:
    """A position in a list of `size` items."""
    return int(THROW * size)


def pick(items: Sequence[Any]) -> Any:
    """One of the items, or `UNDEFINED` when there is none."""
    return items[index(len(items))] if items else UNDEFINED


def shuffled(items: Sequence[str]) -> list[str]:
    """The items in another order: each end changes places with a thrown position."""
    order = list(items)
    for size in range(len(order), 0, -1):
        thrown = index(size)
        order[size - 1], order[thrown] = order[thrown], order[size - 1]
    return order
