"""From JSON text to values and back, without changing a number or losing a key.

orjson is strict and fast, but it takes the last of two equal keys, and makes doubles of
numbers that are longer than a double is exact. A text that it writes again as it was has
neither. In others both leave traces that are cheap to look for; only text that shows one is
read again in a slower, exact way.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import orjson

from evtool.depth import MOST_ENDS, depth_of
from evtool.intake.event.limits import DEEPEST

_KINDS = {"0": "0123456789.", "e": "eE", "-": "+-"}
_ALIKE = bytes(
    next((ord(one) for one, kind in _KINDS.items() if chr(code) in kind), ord("x"))
    for code in range(256)
)  # digits and points look alike, and so do signs, and all that is in no number
_TRACES = (b"0" * 16, b"0e000", b"0e-000")
"""One is in each number that a double may not hold: 15 digits always fit."""

_BEFORE_NUMBER = frozenset(b":[, \t\r\n")
_NUMBER = re.compile(rb"-?[0-9.]+(?:[eE][0-9+-]+)?")
_MOST_BACK = 100
_BOM = b"\xef\xbb\xbf"
_ESCAPED_COLON = re.compile(rb"\\u003[aA]")
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_MOST_DIGITS = 1000
_DIGITS_OF_64_BITS = 19
_MINUS = ord("-")

_STRIDE = MOST_ENDS // 2
_ENDS = bytes(ord("]" if chr(code) in "]} \t\r\n" else ".") for code in range(256))
_SPACES = b" \t\r\n"
_TOO_MANY = b"]" * (MOST_ENDS + 1)
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"')

_DEEPEST_READ = 500
"""Texts nested deeper are not read: whoever walks through a value has stack enough."""


class TextError(Exception):
    """The text is not JSON as the intake takes it; the message says why."""


class EndTogether(TextError):
    """So many objects and arrays end at one place that orjson cannot write the value."""


class TooDeep(Exception):
    """A value is nested deeper than can be written."""


def parse(text: bytes) -> Any:
    """The value of a JSON text; numbers keep their value, equal keys are refused.

    A number that a double cannot hold is a `Decimal`, or an `int` of any length.

    Raises:
        TextError: It is not JSON (RFC 8259) in UTF-8, or an object has a key twice.
        EndTogether: Its value could not be written again.
    """
    text = text.removeprefix(_BOM)
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise TextError(_reason(error, text)) from None
    if may_end_together(text):
        _check_ends(text)
    written = _written(value)
    return value if written == text else exact(text, value, written)


def may_end_together(text: bytes) -> bool:
    """Whether more than `MOST_ENDS` end in a row, be it in a string.

    Whatever has so many, with space between them or not, shows in two of the few bytes that
    are looked at first.
    """
    seldom = b"]]" in text[::_STRIDE].translate(_ENDS)
    return seldom and _TOO_MANY in text.translate(_ENDS, _SPACES)


def _check_ends(text: bytes) -> None:
    """Refuse what orjson could not write safely; brackets in a string are fine."""
    if _TOO_MANY in _STRING.sub(b'"', text).translate(_ENDS, _SPACES):
        raise EndTogether(f"more than {MOST_ENDS} objects and arrays end directly in each other")


def exact(text: bytes, value: Any, written: bytes | None) -> Any:
    """The exact value of a text, which orjson has read as `value` and wrote differently.

    Raises:
        TextError: An object has a key twice, or a number is beyond all use.
    """
    if written is None or _may_repeat_keys(text, written) or _may_change_number(text):
        return _parse_exactly(text)
    return value


def dump(value: Any) -> bytes:
    """A value as compact JSON in UTF-8, on one line.

    Raises:
        TooDeep: It is nested deeper than `DEEPEST`.
    """
    try:
        return orjson.dumps(value)
    except TypeError:
        if depth_of(value, DEEPEST) > DEEPEST:
            raise TooDeep from None
        return _dump_exactly(value).encode()


def _may_change_number(text: bytes) -> bool:
    """Whether a number may be there that a double cannot hold; digits in a string are none."""
    alike = text.translate(_ALIKE)
    return any(_has_trace(text, alike, trace) for trace in _TRACES)


def _has_trace(text: bytes, alike: bytes, trace: bytes) -> bool:
    found = alike.find(trace)
    while found >= 0:
        start, least = found, found - _MOST_BACK
        while start and alike[start - 1] == trace[0]:
            start -= 1
            if start < least:
                return True
        if start and text[start - 1] == _MINUS:
            start -= 1
        end = found + len(trace)
        if start == 0 or text[start - 1] in _BEFORE_NUMBER:  # else it is within a string
            number = _NUMBER.match(text, start)
            assert number is not None  # noqa: S101 - for mypy: a trace begins with a digit
            if not _is_kept(number[0]):
                return True
            end = number.end()
        found = alike.find(trace, end)
    return False


def _is_kept(number: bytes) -> bool:
    """Whether orjson keeps the value of what looks like a number."""
    if number.isdigit():
        return len(number) <= _DIGITS_OF_64_BITS
    if len(number) > _MOST_DIGITS:
        return False
    try:
        return isinstance(_number(number.decode()), float)
    except (ValueError, TextError):
        return False  # no number, or none that can be


def _written(value: Any) -> bytes | None:
    """The value as orjson writes it; None if it is too deep for that."""
    try:
        return orjson.dumps(value)
    except TypeError:
        if depth_of(value, _DEEPEST_READ) > _DEEPEST_READ:
            raise TextError(f"nested more than {_DEEPEST_READ} levels deep") from None
        return None


def _may_repeat_keys(text: bytes, written: bytes) -> bool:
    """Whether a key may be there twice: each that was dropped leaves a colon too many."""
    if text.count(b":") != written.count(b":"):
        return True
    return b"\\u003" in text and _ESCAPED_COLON.search(text) is not None


def _parse_exactly(text: bytes) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_float=_number, parse_int=_integer)
    except (RecursionError, ValueError):
        raise TextError("nested too deeply") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise TextError(f"the key {name!r} is there twice in one object")
            seen.add(name)
    return made


def _number(text: str) -> float | Decimal:
    """A float where that is the same number, else the number as it is written."""
    value = float(text)
    try:
        exact = Decimal(text)
    except ArithmeticError:
        raise TextError("a number with an exponent that cannot be") from None
    return value if Decimal(repr(value)) == exact else exact


def _integer(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise TextError(f"a number of over {_MOST_DIGITS} digits")
    return int(text)


def _dump_exactly(value: Any) -> str:
    """As `dump`, for values with numbers that orjson does not write."""
    if isinstance(value, dict):
        members = (f"{_text(key)}:{_dump_exactly(item)}" for key, item in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_dump_exactly, value)) + "]"
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return _text(value)


def _text(value: Any) -> str:
    return orjson.dumps(value).decode()


def is_array(text: bytes) -> bool:
    """Whether a JSON text is an array."""
    return text.removeprefix(_BOM).lstrip(b" \t\n\r").startswith(b"[")


def slices(text: bytes) -> list[bytes]:
    """The received bytes of each item of an array; of anything else, the one text.

    `text` has been parsed: it is JSON.
    """
    text = text.removeprefix(_BOM).strip(b" \t\n\r")
    if not is_array(text):
        return [text]
    whole, at = text.decode(), 1
    found: list[bytes] = []
    while True:
        at = _past_space(whole, at)
        if whole[at] == "]":
            return found
        _, end = _DECODER.raw_decode(whole, at)
        found.append(whole[at:end].encode())
        at = _past_space(whole, end)
        at += whole[at] == ","


def _past_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _reason(error: orjson.JSONDecodeError, text: bytes) -> str:
    """What is wrong, with its place, without what only programmers understand."""
    try:
        text.decode()
    except UnicodeDecodeError as wrong:  # orjson does not tell where
        line, before = text.count(b"\n", 0, wrong.start) + 1, text[: wrong.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        return f"the text is not UTF-8 (line {line}, column {column})"
    message = error.msg.split(":", 1)[0].strip() if "column" in error.msg else error.msg
    return f"{message} (line {error.lineno}, column {error.colno})"
