"""Values of events as Cassandra's driver takes them, by the type of the column."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from evtool.connectors.screening import dumps

Convert = Callable[[Any], Any]


def conversion(kind: str) -> Convert:
    """What makes a value of JSON fit a column of this type."""
    return _CONVERT.get(kind, _plain)


def _plain(value: Any) -> Any:
    return value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else dumps(value).decode()


def _time(value: Any) -> Any:
    """Milliseconds as they are; a date-time as the driver knows it."""
    return datetime.datetime.fromisoformat(value) if isinstance(value, str) else value


_CONVERT: Mapping[str, Convert] = {
    "ascii": _text,
    "text": _text,
    "varchar": _text,
    "uuid": uuid.UUID,
    "timeuuid": uuid.UUID,
    "timestamp": _time,
    "date": lambda value: datetime.date.fromisoformat(value[:10]),
    "decimal": lambda value: Decimal(str(value)),
    "blob": lambda value: _text(value).encode(),
}
