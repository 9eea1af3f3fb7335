"""Texts of PostgreSQL as JSON, by the type of the column.

The session has `TimeZone = UTC`, `DateStyle = ISO`, `IntervalStyle = iso_8601` and
`bytea_output = hex`, so that the server writes each value in one way.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from evtool.connectors.sources import values
from evtool.connectors.sources.capture.row import Kind

BOOL, BYTEA, INT8, INT2, INT4 = 16, 17, 20, 21, 23
FLOAT4, FLOAT8, DATE, TIMESTAMP, TIMESTAMPTZ, NUMERIC = 700, 701, 1082, 1114, 1184, 1700

KINDS: Mapping[int, Kind] = {
    BOOL: "boolean",
    BYTEA: "bytes",
    INT8: "bigint",
    INT2: "integer",
    INT4: "integer",
    FLOAT4: "float",
    FLOAT8: "float",
    DATE: "date",
    TIMESTAMP: "date-time",
    TIMESTAMPTZ: "date-time",
    NUMERIC: "decimal",
}
"""What built-in types are in events, by their number; all others are text."""

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:\+00(?::?00)?)?\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def converted(text: str | None, type_: int) -> Any:
    """A text as JSON; None is NULL, or a value that JSON does not have."""
    if text is None:
        return None
    convert = _CONVERT.get(type_)
    return text if convert is None else convert(text)


def _whole(text: str) -> int | str:
    return values.whole(int(text))


def _number(text: str) -> float | None:
    return values.double(float(text))


def _decimal(text: str) -> str | None:
    try:
        return values.decimal(Decimal(text))
    except InvalidOperation:
        return None


def _instant(text: str) -> str | None:
    found = _INSTANT.match(text)  # not so: infinite, before our era, or after the year 9999
    return f"{found[1]}T{found[2]}Z" if found else None


def _day(text: str) -> str | None:
    return text if _DAY.match(text) else None


def _bytes(text: str) -> str:
    return values.binary(bytes.fromhex(text.removeprefix("\\x")))


_CONVERT: Mapping[int, Callable[[str], Any]] = {
    BOOL: lambda text: text == "t",
    BYTEA: _bytes,
    INT8: _whole,
    INT2: int,
    INT4: int,
    FLOAT4: _number,
    FLOAT8: _number,
    DATE: _day,
    TIMESTAMP: _instant,
    TIMESTAMPTZ: _instant,
    NUMERIC: _decimal,
}


def lsn_text(lsn: int) -> str:
    """A place in the log as PostgreSQL writes it, such as `0/16B3748`."""
    return f"{lsn >> 32:X}/{lsn & 0xFFFFFFFF:X}"


def lsn_number(text: str) -> int:
    """A place in the log as a number.

    Raises:
        ValueError: The text is none.
    """
    high, low = text.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def sequence(lsn: int, row: int) -> str:
    """A text that sorts as the changes: by place of the commit, and row."""
    return f"{lsn:016X}-{row:08}"


def committed(seconds: float) -> str:
    """When a transaction was committed, in UTC."""
    return values.instant(datetime.datetime.fromtimestamp(round(seconds, 6), datetime.UTC))
