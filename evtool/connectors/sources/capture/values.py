"""Values of databases as JSON: exact, and the same whichever way they were read.

Decimal numbers are text, whole numbers are text where a double would round them, times are
UTC, and bytes are base64. What JSON has no value for - NaN, infinite numbers and times, the
day 0000-00-00 - is None, like NULL.
"""

from __future__ import annotations

import base64
import datetime
import math
import struct
from decimal import Decimal

EXACT = 2**53 - 1
"""Whole numbers up to here are the same in every reader of JSON."""


def whole(value: int) -> int | str:
    """A whole number; as text where it is too large to be exact everywhere."""
    return value if -EXACT <= value <= EXACT else str(value)


def double(value: float) -> float | None:
    """A finite number."""
    return value if math.isfinite(value) else None


def single(value: float) -> float | None:
    """A number of 32 bits, as the shortest text that means it: 3.14, not 3.140000104904175."""
    if not math.isfinite(value):
        return None
    stored = struct.pack("<f", value)
    for digits in range(6, 10):
        short = float(f"{value:.{digits}g}")
        try:
            if struct.pack("<f", short) == stored:
                return short
        except OverflowError:  # rounded up past the largest
            continue
    return value


def decimal(value: Decimal) -> str | None:
    """All digits of a decimal number, without an exponent."""
    return f"{value:f}" if value.is_finite() else None


def instant(value: datetime.datetime) -> str:
    """RFC 3339 in UTC; a time without a zone is taken as UTC."""
    if value.tzinfo is not None:
        value = value.astimezone(datetime.UTC).replace(tzinfo=None)
    return f"{value.isoformat()}Z"


def moment(seconds: float) -> str:
    """RFC 3339 of seconds since 1970."""
    return instant(datetime.datetime.fromtimestamp(seconds, datetime.UTC))


def duration(value: datetime.timedelta) -> str:
    """A time of day or a span, as `[-]hours:minutes:seconds[.fraction]`."""
    micros = value // datetime.timedelta(microseconds=1)
    sign, rest = ("-" if micros < 0 else ""), abs(micros)
    seconds, fraction = divmod(rest, 1_000_000)
    text = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{fraction:06}" if fraction else text


def binary(value: bytes) -> str:
    """Bytes as base64."""
    return base64.b64encode(value).decode("ascii")
