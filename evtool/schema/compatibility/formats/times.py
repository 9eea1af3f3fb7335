"""Dates and times of RFC 3339."""

from __future__ import annotations

import re
from typing import Final

_LEAP: Final = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29"
_USUAL: Final = (
    r"[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_DAY: Final = f"(?:{_USUAL}|{_LEAP})"
_CLOCK: Final = (
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)

DATE: Final = f"^{_DAY}$"
TIME: Final = f"^{_CLOCK}$"
DATE_TIME: Final = f"^{_DAY}[Tt]{_CLOCK}$"

_DATE = re.compile(_DAY)
_TIME = re.compile(_CLOCK)


def is_date(text: str) -> bool:
    """Whether the text is a day of the calendar, such as `2024-02-29`."""
    return _DATE.fullmatch(text) is not None


def is_time(text: str) -> bool:
    """Whether the text is a time of day with its offset; second 60 only ends a day of UTC."""
    if _TIME.fullmatch(text) is None:
        return False
    return text[6:8] != "60" or _minute_of_day(text) == 23 * 60 + 59


def is_date_time(text: str) -> bool:
    """Whether the text is a date, the letter T, and a time."""
    return is_date(text[:10]) and text[10:11] in {"T", "t"} and is_time(text[11:])


def _minute_of_day(text: str) -> int:
    """The minute in UTC at which a time stands."""
    minute = int(text[:2]) * 60 + int(text[3:5])
    if text[-1] not in "zZ":
        sign = -1 if text[-6] == "+" else 1
        minute += sign * (int(text[-5:-3]) * 60 + int(text[-2:]))
    return minute % (24 * 60)
