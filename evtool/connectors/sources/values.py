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
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from evtool.schema.settings import SAFE_INTEGER


def whole(value: int) -> int | str:
    """A whole number; as text where it is too large to be exact in every reader of JSON."""
    return value if -SAFE_INTEGER <= value <= SAFE_INTEGER else str(value)


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


def binary(value: bytes | bytearray | memoryview) -> str:
    """Bytes as base64."""
    return base64.b64encode(value).decode("ascii")


_PLAIN: Sequence[tuple[type[Any] | tuple[type[Any], ...], Callable[[Any], Any]]] = (
    (int, whole),
    (float, double),
    (Decimal, decimal),
    (datetime.datetime, instant),
    (datetime.date, datetime.date.isoformat),
    (datetime.timedelta, duration),
    ((bytes, bytearray, memoryview), binary),
)
"""A time is a date too: it comes first."""


def plain(value: Any, other: Callable[[Any], Any]) -> Any:
    """A value as its Python type says; `other` makes JSON of what is of none of these."""
    if value is None or isinstance(value, (bool, str)):
        return value
    for kind, convert in _PLAIN:
        if isinstance(value, kind):
            return convert(value)
    return other(value)


def json_value(value: Any) -> Any:
    """A value with all that is in it; NaN of a decimal is text, like all decimals."""
    if isinstance(value, Mapping):
        return {str(name): json_value(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [json_value(one) for one in value]
    return f"{value:f}" if isinstance(value, Decimal) else plain(value, str)
