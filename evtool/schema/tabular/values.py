"""Values of events as stores take them; what does not fit is refused."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from evtool.depth import can_be_written

LEAST, MOST = -(2**63), 2**63 - 1
"""What a whole number of 64 bits is between."""

_SHOWN = 60
_MOMENT = dt.datetime.fromisoformat


class Unfit(ValueError):
    """A value that its column cannot hold."""

    def __init__(self, column: str, value: Any, why: str) -> None:
        self.column, self.value = column, value
        is_json = isinstance(value, dict | list | str) and can_be_written(value)
        shown = json_text(value) if is_json else repr(value)
        short = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 3]}..."
        super().__init__(f"the column {column} cannot hold {short}: {why}")


def _writer() -> Callable[[Any], bytes] | None:
    try:
        import orjson
    except ImportError:
        return None
    return orjson.dumps


_WRITE = _writer()


def json_text(value: Any) -> str:
    """A value as JSON text.

    Raises:
        ValueError: It is nested too deeply.
    """
    if _WRITE is not None and can_be_written(value):
        try:
            return _WRITE(value).decode()
        except TypeError:  # an integer beyond 64 bits, or half a character
            pass
    try:
        return json.dumps(value, separators=(",", ":"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def to_integer(value: Any) -> int:
    """A whole number of 64 bits.

    Raises:
        ValueError: It is none.
    """
    if type(value) is int and LEAST <= value <= MOST:
        return value
    if type(value) is float and value.is_integer():
        return to_integer(int(value))
    raise ValueError("it has more than 64 bits" if type(value) is int else "it is no integer")


def to_number(value: Any) -> float:
    """A number.

    Raises:
        ValueError: It is none.
    """
    if type(value) not in (int, float):
        raise ValueError("it is no number")
    try:
        return float(value)
    except OverflowError as error:
        raise ValueError("it is beyond all doubles") from error


def to_boolean(value: Any) -> bool:
    """True or false.

    Raises:
        ValueError: It is neither.
    """
    if value is not True and value is not False:
        raise ValueError("it is no boolean")
    return value


def to_text(value: Any) -> str:
    """A text.

    Raises:
        ValueError: It is none.
    """
    if type(value) is not str:
        raise ValueError("it is no string")
    return value


def to_moment(value: Any) -> dt.datetime:
    """A moment with its zone, which is UTC where the text has none.

    Raises:
        ValueError: It is none.
    """
    try:
        found = _MOMENT(value)
    except (ValueError, TypeError) as error:
        raise ValueError("it is no date and time") from error
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def to_utc(value: Any) -> dt.datetime:
    """A moment in UTC, without a zone, for stores that have none.

    Raises:
        ValueError: It is none.
    """
    return _utc(to_moment(value))


def _utc(found: dt.datetime) -> dt.datetime:
    try:
        return found.astimezone(dt.UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise ValueError("it is beyond the calendar") from error


def to_utc_text(value: Any) -> str:
    """A moment as a text in UTC: as it is where it ends in Z.

    Raises:
        ValueError: It is none.
    """
    found = to_moment(value)
    return str(value) if value[-1] == "Z" else f"{_utc(found).isoformat()}Z"
