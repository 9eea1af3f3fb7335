"""From JSON text to values and back, without changing a number or losing a key.

orjson is strict and fast, but it takes the last of two equal keys, and makes floats of
integers beyond 64 bits. Both leave traces in the text that are cheap to look for; only
text that shows one is read again in a slower, exact way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import orjson

EXACT_DIGITS = 18
"""So many digits (and a point) survive a double, or a 64-bit integer, unchanged."""

_DIGITS = bytes(
    ord("0") if chr(code) in "0123456789." else ord("x") for code in range(256)
)  # all digits and points look alike, everything else too
_LONG_RUN = b"0" * (EXACT_DIGITS + 1)
_BEFORE_NUMBER = frozenset(b":[,- \t\r\n")
_BOM = b"\xef\xbb\xbf"
_ESCAPED_COLON = re.compile(rb"\\u003[aA]")
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_MOST_DIGITS = 1000


DEEPEST = 254
"""Objects and arrays nested deeper are never taken: orjson writes no more."""


class TextError(Exception):
    """The text is not JSON as the intake takes it; the message says why."""


class TooDeep(Exception):
    """A value is nested deeper than can be written."""


def parse(text: bytes) -> Any:
    """The value of a JSON text; numbers keep their value, equal keys are refused.

    A number that a double cannot hold is a `Decimal`, or an `int` of any length.

    Raises:
        TextError: It is not JSON (RFC 8259) in UTF-8, or an object has a key twice.
    """
    text = text.removeprefix(_BOM)
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise TextError(_reason(error)) from None
    if _has_long_number(text) or _may_repeat_keys(text, value):
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


def _has_long_number(text: bytes) -> bool:
    """Whether a number may be there that a double cannot hold; digits in a string are none."""
    alike = text.translate(_DIGITS)
    at = alike.find(_LONG_RUN)
    while at >= 0:
        if at == 0 or text[at - 1] in _BEFORE_NUMBER:
            return True
        at = alike.find(_LONG_RUN, alike.find(b"x", at))
    return False


def _may_repeat_keys(text: bytes, value: Any) -> bool:
    """Whether a key may be there twice: each that was dropped leaves a colon too many."""
    if b"\\u003" in text and _ESCAPED_COLON.search(text):
        return True
    try:
        return text.count(b":") != orjson.dumps(value).count(b":")
    except TypeError:  # too deep for orjson to write
        return True


def _parse_exactly(text: bytes) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_float=_number, parse_int=_integer)
    except (RecursionError, ValueError):
        raise TextError("nested too deeply") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise TextError(f"the key {twice!r} is there twice in one object")
    return made


def _number(text: str) -> float | Decimal:
    """A float where that is the same number, else the number as it is written."""
    value = float(text)
    exact = Decimal(text)
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


def depth_of(value: Any, most: int) -> int:
    """How deep objects and arrays are nested in a value; counting ends just beyond `most`."""
    depth = 0
    level: list[Any] = [value]
    while level and depth <= most:
        level = [item for one in level for item in _children(one)]
        depth += 1
    return depth - 1 if depth else 0


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def slices(text: bytes) -> list[bytes]:
    """The received bytes of each item of an array; of anything else, the one text.

    `text` has been parsed: it is JSON.
    """
    text = text.removeprefix(_BOM).strip(b" \t\n\r")
    if not text.startswith(b"["):
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


def _reason(error: orjson.JSONDecodeError) -> str:
    """What is wrong, with its place, without what only programmers understand."""
    message = error.msg.split(":", 1)[0].strip() if "column" in error.msg else error.msg
    return f"{message} (line {error.lineno}, column {error.colno})"
