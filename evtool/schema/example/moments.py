"""Texts of dates and times, written again as the reference generator writes them.

It reads a text as JavaScript's `Date` does and prints it in ISO 8601. Only ISO texts, and
those cut short by `maxLength`, are read here. Texts without a zone are read as UTC, so
that the place where the tool runs does not show.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from evtool.schema.example.failure import Refusal

_ZONE = r"(?:[Zz]|(?P<sign>[+-])(?P<zone_hours>\d\d):?(?P<zone_minutes>\d\d))?"
_DATE = r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?"
_CUT_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d*)(?::(?P<second>\d*)(?:\.(?P<fraction>\d*))?)?"
_MOMENT = re.compile(rf"{_DATE}(?:-|[Tt ]{_CLOCK}{_ZONE})?")
_TIME = re.compile(_CUT_CLOCK + _ZONE)
_TRAILING_ZEROS = re.compile(r"(\d)0+Z$")


@lru_cache(maxsize=64)
def date_time(text: str) -> str:
    """`2021-01-01T00:00:00.0Z`: milliseconds, with all trailing zeros but one left out.

    Raises:
        Refusal: The text is no date.
    """
    return _TRAILING_ZEROS.sub(r"\1Z", _printed(_read(_MOMENT, text)))


def date(text: str) -> str:
    """`2021-01-01`.

    Raises:
        Refusal: The text is no date.
    """
    return _printed(_read(_MOMENT, text))[:10]


def time(text: str) -> str:
    """`00:00:00.000Z`.

    Raises:
        Refusal: The text is no time.
    """
    return _printed(_read(_TIME, text))[11:]


def _read(form: re.Pattern[str], text: str) -> datetime:
    found = form.fullmatch(text)
    if not found:
        raise _unreadable(text)
    parts = {name: part for name, part in found.groupdict().items() if part}
    try:
        return _moment(parts)
    except (ValueError, OverflowError) as error:
        raise _unreadable(text) from error


def _moment(parts: dict[str, str]) -> datetime:
    def part(name: str, default: int = 0) -> int:
        return int(parts.get(name, default))

    month = datetime(part("year", 1969), part("month", 1), 1, tzinfo=UTC)
    clock = timedelta(
        hours=part("hour"),
        minutes=part("minute"),
        seconds=part("second"),
        milliseconds=int(parts.get("fraction", "0").ljust(3, "0")[:3]),
    )
    if not 1 <= part("day", 1) <= 31 or part("minute") > 59 or part("second") > 59:
        raise ValueError
    if clock > timedelta(days=1):
        raise ValueError
    zone = timedelta(hours=part("zone_hours"), minutes=part("zone_minutes"))
    moment = month + timedelta(days=part("day", 1) - 1) + clock
    return moment + zone if parts.get("sign") == "-" else moment - zone


def _printed(moment: datetime) -> str:
    text = moment.isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def _unreadable(text: str) -> Refusal:
    shown = text if len(text) <= 40 else text[:40] + "..."
    return Refusal(
        f'"{shown}" is no date or time',
        "make `format` agree with `pattern`, `enum`, `minLength` and `maxLength`",
    )
