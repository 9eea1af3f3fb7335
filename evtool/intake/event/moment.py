"""Times as events carry them: ISO 8601 text, and milliseconds since 1970."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

_LONGEST = 64


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
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return otherwise
    return otherwise if moment.tzinfo is None else round(moment.timestamp() * 1000)
