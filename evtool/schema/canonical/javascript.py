"""Numbers and times as JavaScript writes them: the reference tool is written in it."""

from __future__ import annotations

from datetime import UTC, datetime

_EXACT = 2**53
"""Up to here JavaScript, which has doubles only, holds every whole number."""


def js_number(number: float) -> str:
    """Write a number as JavaScript's `String(number)` does.

    All numbers are doubles there. A larger integer is rounded to the nearest double, as
    reading it in JavaScript would: 9223372036854775807 is written 9223372036854776000.
    `1.0` is written `1`, both zeros `0`; the words for what is no finite number are
    `NaN`, `Infinity` and `-Infinity`. Source: ECMA-262, Number::toString.
    """
    if isinstance(number, int) and -_EXACT <= number <= _EXACT:
        return str(int(number))
    text = repr(_double(number))
    if "e" in text:
        return _from_exponent(text)
    return _WORDS.get(text) or text.removesuffix(".0")


_WORDS = {"-0.0": "0", "nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def _double(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _from_exponent(text: str) -> str:
    """Rewrite Python's `1.5e-07` in the notation JavaScript has for that magnitude.

    Python turns to exponents from 1e16 and below 1e-4, JavaScript from 1e21 and below 1e-6.
    """
    mantissa, _, power = text.partition("e")
    exponent = int(power)
    if exponent >= 21 or exponent < -6:
        return f"{mantissa}e{exponent:+d}"
    sign = "-" if mantissa[0] == "-" else ""
    digits = mantissa.lstrip("-").replace(".", "")
    if exponent > 0:
        return sign + digits.ljust(exponent + 1, "0")
    return f"{sign}0.{'0' * (-exponent - 1)}{digits}"


def js_date(moment: datetime) -> str:
    """Write a point in time as JavaScript's `Date.toISOString()` does.

    That is in UTC and in milliseconds; what is finer is cut off. A time without a zone
    is taken as UTC, as the YAML library of the reference tool does.
    """
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
