"""What a plain YAML scalar means: the core schema as js-yaml 3 reads it.

Source: YAML 1.2 core schema with js-yaml's additions (underscores, base 60, `0b`,
time stamps). Numbers are JavaScript's: integers outside +-2^53 stay exact here and are
rounded where they are written.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Final

Scalar = str | int | float | bool | datetime.datetime | None

_WORDS: Final[dict[str, Scalar]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
    ".inf": float("inf"), ".Inf": float("inf"), ".INF": float("inf"),
    "+.inf": float("inf"), "+.Inf": float("inf"), "+.INF": float("inf"),
    "-.inf": float("-inf"), "-.Inf": float("-inf"), "-.INF": float("-inf"),
    ".nan": float("nan"), ".NaN": float("nan"), ".NAN": float("nan"),
}  # fmt: skip
_INTEGER = re.compile(
    r"""(?P<sign>[-+]?)(?:
        0b(?P<binary>[01_]*[01]) | 0x(?P<hex>[0-9a-fA-F_]*[0-9a-fA-F])
      | 0(?P<octal>[0-7_]*[0-7]) | (?P<decimal>0|[1-9](?:[0-9_]*[0-9])?)
      | (?P<sixty>[1-9][0-9_]*(?::[0-5]?[0-9])+)
    )""",
    re.VERBOSE,
)
_FLOAT = re.compile(
    r"""[-+]?(?:0|[1-9][0-9_]*)(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?
      | \.[0-9_]+(?:[eE][-+]?[0-9]+)?
      | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*""",
    re.VERBOSE,
)
_TIMESTAMP = re.compile(
    r"""(\d{4})-(\d\d)-(\d\d) | (\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)
        (\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?""",
    re.VERBOSE,
)


@lru_cache(maxsize=16384)
def plain_scalar(text: str) -> Scalar:
    """The value of an unquoted scalar: null, boolean, number, time stamp or the text itself.

    Cached: a repository repeats its few hundred words tens of thousands of times.
    """
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first not in "0123456789+-.":
        return text
    number = _number(text)
    if number is not None:
        return number
    time = _timestamp(text)
    return text if time is None else time


def _number(text: str) -> int | float | None:
    match = _INTEGER.fullmatch(text)
    if match:
        return _integer(match)
    if _FLOAT.fullmatch(text) and not text.endswith("_") and text != ".":
        return _float(text.replace("_", "").lower())
    return None


def _integer(match: re.Match[str]) -> int | float:
    sign = -1 if match["sign"] == "-" else 1
    for group, base in (("binary", 2), ("hex", 16), ("octal", 8), ("decimal", 10)):
        if match[group] is not None:
            digits = match[group].replace("_", "")
            value = int(digits, base) if len(digits) < 400 else float("inf")
            if group == "decimal" and not value:
                return 0  # js-yaml drops the sign of `-0`, and keeps it elsewhere
            return -0.0 if sign < 0 and not value else sign * value
    return sign * int(_base_sixty(match["sixty"].replace("_", "")))


def _float(text: str) -> float:
    sign = -1.0 if text.startswith("-") else 1.0
    digits = text.lstrip("+-")
    return sign * (_base_sixty(digits) if ":" in digits else float(digits))


def _base_sixty(text: str) -> float:
    value = 0.0
    for part in text.split(":"):
        value = value * 60 + float(part)
    return value


def _timestamp(text: str) -> datetime.datetime | None:
    match = _TIMESTAMP.fullmatch(text)
    if not match:
        return None
    groups = match.groups()
    try:
        if groups[0]:
            year, month, day = map(int, groups[:3])
            return datetime.datetime(year, month, day, tzinfo=datetime.UTC)
        year, month, day, hour, minute, second = map(int, groups[3:9])
        micro = int((groups[9] or "")[:3].ljust(3, "0")) * 1000
        moment = datetime.datetime(
            year, month, day, hour, minute, second, micro, tzinfo=datetime.UTC
        )
        offset = datetime.timedelta(hours=int(groups[12] or 0), minutes=int(groups[13] or 0))
        return moment + offset if groups[11] == "-" else moment - offset
    except (ValueError, OverflowError):
        # 2024-13-45 looks like a date and is none, nor is an offset that leaves the
        # years 1 to 9999: it stays a text.
        return None
