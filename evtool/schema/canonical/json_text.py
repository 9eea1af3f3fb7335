"""A document as canonical JSON, byte for byte as the reference tool writes it.

The form is that of `json-stable-stringify` with two spaces, on keys in canonical order:
an empty container takes two lines, text is not escaped beyond need, and there is no
newline at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache
from json.encoder import encode_basestring
from typing import Any

from evtool.schema.canonical.javascript import js_date, js_number
from evtool.schema.canonical.key_order import sorted_keys

_HALF = re.compile("[\ud800-\udfff]")
"""A surrogate without its other half, which has no UTF-8."""


def dump_json(value: Any) -> str:
    """Write `value` as canonical JSON text, without a newline at the end.

    Takes what `dump_yaml` takes. As in JavaScript, a number that is not finite becomes
    `null`, a point in time its ISO text, and bytes an object of type `Buffer`. Documents
    are limited to 200 levels of nesting when they are loaded; the recursion here relies
    on that.

    Raises:
        TypeError: for a value of any other type; no loaded document has one.
    """
    parts: list[str] = []
    _write(parts.append, value, 0)
    return "".join(parts)


def _write(emit: Callable[[str], None], value: Any, level: int) -> None:
    if isinstance(value, dict):
        _write_object(emit, value, level)
    elif isinstance(value, list):
        _write_array(emit, value, level)
    elif isinstance(value, bytes):
        _write_object(emit, {"type": "Buffer", "data": list(value)}, level)
    else:
        emit(_scalar_text(value))


def _write_object(emit: Callable[[str], None], mapping: dict[str, Any], level: int) -> None:
    lead, newline = "{" + _newline(level + 1), "," + _newline(level + 1)
    for name in sorted_keys(mapping):
        emit(f"{lead}{_string_text(name)}: ")
        _write(emit, mapping[name], level + 1)
        lead = newline
    emit(_newline(level) + "}" if mapping else "{" + _newline(level) + "}")


def _write_array(emit: Callable[[str], None], items: list[Any], level: int) -> None:
    lead, newline = "[" + _newline(level + 1), "," + _newline(level + 1)
    for item in items:
        emit(lead)
        _write(emit, item, level + 1)
        lead = newline
    emit(_newline(level) + "]" if items else "[" + _newline(level) + "]")


@cache
def _newline(level: int) -> str:
    return "\n" + "  " * level


def _scalar_text(value: Any) -> str:
    if isinstance(value, str):
        return _string_text(value)
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, datetime):
        return f'"{js_date(value)}"'
    raise TypeError(f"a document cannot hold a {type(value).__name__}")


_WORDS = {None: "null", True: "true", False: "false"}
_NOT_FINITE = frozenset(("NaN", "Infinity", "-Infinity"))


def _number_text(number: float) -> str:
    text = js_number(number)
    return "null" if text in _NOT_FINITE else text


@lru_cache(maxsize=8192)
def _string_text(text: str) -> str:
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", encode_basestring(text))
