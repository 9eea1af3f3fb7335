"""Values of events as stores take them; what does not fit is refused."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

_LEAST, _MOST = -(2**63), 2**63 - 1
_SHOWN = 60


class Unfit(ValueError):
    """A value that its column cannot hold."""

    def __init__(self, column: str, value: Any, why: str) -> None:
        self.column, self.value = column, value
        shown = json_text(value) if isinstance(value, dict | list | str) else repr(value)
        short = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 3]}..."
        super().__init__(f"the column {column} cannot hold {short}: {why}")


def json_text(value: Any) -> str:
    """A value as JSON text."""
    try:
        import orjson
    except ImportError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # an integer beyond 64 bits, or half a character
        return json.dumps(value, separators=(",", ":"))


def moment(text: str) -> dt.datetime:
    """A moment with its zone, which is UTC where the text has none.

    Raises:
        ValueError: The text is no moment.
    """
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def to_integer(value: Any) -> int:
    """A whole number of 64 bits.

    Raises:
        ValueError: It is none.
    """
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int:
        raise ValueError("it is no integer")
    if not _LEAST <= value <= _MOST:
        raise ValueError("it has more than 64 bits")
    return value


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
    """A moment with its zone.

    Raises:
        ValueError: It is none.
    """
    try:
        return moment(to_text(value))
    except ValueError as error:
        raise ValueError("it is no date and time") from error


def to_utc(value: Any) -> dt.datetime:
    """A moment in UTC, without a zone, for stores that have none.

    Raises:
        ValueError: It is none.
    """
    found = to_moment(value)
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
    return value if value[-1] == "Z" else f"{to_utc(found.isoformat()).isoformat()}Z"
