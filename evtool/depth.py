"""How deep JSON values are nested, and how deep those are that can be written safely."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

MOST_ENDS = 128
"""So many objects and arrays may end one directly behind the other.

orjson (3.13 and before) does not look whether there is room for what ends: where about 200 do
so in a row, it writes beyond its memory, and the process dies or worse.
"""


def depth_of(value: Any, most: int) -> int:
    """How deep objects and arrays are nested in a value; counting ends just beyond `most`."""
    depth = 0
    level = _containers((value,))
    while level and depth <= most:
        depth += 1
        level = [inner for one in level for inner in _containers(_items(one))]
    return depth


def _items(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _containers(values: Iterable[Any]) -> list[dict[str, Any] | list[Any]]:
    return [one for one in values if isinstance(one, dict | list)]


def can_be_written(value: Any) -> bool:
    """Whether orjson can write a value; one that it has read may be too deep for that."""
    return depth_of(value, MOST_ENDS) <= MOST_ENDS
