"""Times as events carry them: ISO 8601 text, and milliseconds since 1970."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

_LONGEST = 64
_TO_SECONDS = len("2000-01-01T00:00:00")
_AFTER = {f".{milliseconds:03d}Z": milliseconds for milliseconds in range(1000)} | {"Z": 0}
"""How many milliseconds the usual ends of times stand for."""


def iso(milliseconds: int) -> str:
    """UTC with milliseconds and `Z`, as JavaScript's `toISOString` writes it."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{_second(seconds)}.{rest:03d}Z"


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return moment.isoformat()[:19]


def milliseconds_of(text: Any, otherwise: int) -> int:
    """The time that a text says; `otherwise` where it says none with an offset."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return otherwise
    after = _AFTER.get(text[_TO_SECONDS:])
    start = None if after is None else _start_of(text[:_TO_SECONDS])
    return _milliseconds(text, otherwise) if start is None else start + (after or 0)


def _milliseconds(text: str, otherwise: int) -> int:
    try:
        moment = datetime.datetime.fromisoformat(text.upper())  # RFC 3339 has t and z as well
    except ValueError:
        return otherwise
    return otherwise if moment.tzinfo is None else round(moment.timestamp() * 1000)


@lru_cache(maxsize=4096)
def _start_of(second: str) -> int | None:
    """The milliseconds at which a second of UTC begins: events of one time share it."""
    if len(second) != _TO_SECONDS or second[10] != "T":
        return None
    started = _milliseconds(second + "Z", -1)
    return started if started >= 0 else None
