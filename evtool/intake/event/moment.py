"""Times as events carry them: ISO 8601 text, and milliseconds since 1970."""

from __future__ import annotations

import datetime
from typing import Any

_LONGEST = 64


def iso(milliseconds: int) -> str:
    """UTC with milliseconds and `Z`, as JavaScript's `toISOString` writes it."""
    moment = datetime.datetime.fromtimestamp(milliseconds // 1000, datetime.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def milliseconds_of(text: Any, otherwise: int) -> int:
    """The time that a text says; `otherwise` where it says none with an offset."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return otherwise
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return otherwise
    return otherwise if moment.tzinfo is None else round(moment.timestamp() * 1000)
