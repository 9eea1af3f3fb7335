"""Values of databases as JSON: nothing is rounded, and moments are in UTC."""

from __future__ import annotations

import base64
import datetime
import decimal
import math
from collections.abc import Mapping
from typing import Any

MOST_EXACT = 2**53
"""Whole numbers beyond it are texts: many readers of JSON have doubles only."""


def json_value(value: Any) -> Any:
    """A value as JSON has it.

    Decimals and large whole numbers are texts; moments are date-times in UTC, where those
    without a zone are taken to be; dates and times are texts in ISO 8601; bytes are base64.
    Numbers that JSON does not have (NaN, Infinity) are None.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) <= MOST_EXACT else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): json_value(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [json_value(one) for one in value]
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return _clock(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    return str(value)


def moment(value: datetime.datetime) -> str:
    """A moment as RFC 3339 has it, in UTC."""
    known = value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value
    return known.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def _clock(value: datetime.timedelta) -> str:
    """A time of day, or a span, as MySQL has it: [-]HH:MM:SS[.ffffff]."""
    sign, whole = ("-", -value) if value < datetime.timedelta() else ("", value)
    minutes, seconds = divmod(whole.days * 86_400 + whole.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    rest = f".{whole.microseconds:06}" if whole.microseconds else ""
    return f"{sign}{hours:02}:{minutes:02}:{seconds:02}{rest}"
