"""A document as canonical YAML, byte for byte as the reference tool writes it.

The form is that of `dump` in js-yaml 3 with default options, on keys in canonical order.
One thing differs: a container that stands in several places is written out in each, where
js-yaml would write an anchor and aliases; `with_anchors` marks them for those who want them.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from functools import cache
from math import copysign
from typing import Any

from evtool.schema.canonical.anchors import Alias, Anchor
from evtool.schema.canonical.javascript import js_date, js_number
from evtool.schema.canonical.key_order import sorted_keys
from evtool.schema.canonical.yaml_scalar import key_text, string_text

_LONGEST_KEY = 1024
"""A key that is written longer than this needs a `?` to be read as one."""


def dump_yaml(value: Any) -> str:
    """Write `value` as a canonical YAML document, which ends with one newline.

    `value` is made of dicts with string keys, lists, strings, numbers, booleans and None,
    and of what YAML has besides: datetimes, bytes, and the marks of `with_anchors`. Numbers
    are written as JavaScript holds them (see `js_number`). Documents are limited to 200
    levels of nesting when they are loaded; the recursion here relies on that.

    Raises:
        TypeError: for a value of any other type; no loaded document has one.
    """
    parts: list[str] = []
    _write(parts.append, value, 0, "")
    parts.append("\n")
    return "".join(parts)


def _write(emit: Callable[[str], None], value: Any, level: int, lead: str) -> None:
    """Write a node whose first line follows `lead`."""
    if isinstance(value, dict) and value:
        _write_mapping(emit, value, level, lead)
    elif isinstance(value, list) and value:
        _write_sequence(emit, value, level, lead)
    else:
        emit(_scalar_text(value, level))


def _write_mapping(
    emit: Callable[[str], None], mapping: dict[str, Any], level: int, lead: str
) -> None:
    newline, below = _newline(level), _newline(level + 1)
    for name in sorted_keys(mapping):
        value, key = mapping[name], key_text(name)
        if len(key) > _LONGEST_KEY:
            emit(f"{lead}? {key}{newline}: ")
            _write(emit, value, level + 1, "")
        elif isinstance(value, str):
            emit(f"{lead}{key}: {string_text(value, level + 1)}")
        elif isinstance(value, dict | list) and value:
            emit(f"{lead}{key}:")
            _write(emit, value, level + 1, below)
        else:
            emit(f"{lead}{key}: {_scalar_text(value, level + 1)}")
        lead = newline


def _write_sequence(emit: Callable[[str], None], items: list[Any], level: int, lead: str) -> None:
    for item in items:
        emit(f"{lead}- ")
        _write(emit, item, level + 1, "")
        lead = _newline(level)


@cache
def _newline(level: int) -> str:
    return "\n" + "  " * level


def _scalar_text(value: Any, level: int) -> str:
    if isinstance(value, str):
        return string_text(value, level)
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int | float):
        return _number_text(value)
    return _other_text(value, level)


_WORDS = {None: "null", True: "true", False: "false"}


def _number_text(number: float) -> str:
    """Write a number as JavaScript does, but so that YAML reads it as the same one."""
    if number == 0:
        return "0" if copysign(1, number) > 0 else "-0.0"
    text = js_number(number)
    if "e-" in text and "." not in text:
        return text.replace("e", ".e")
    return _NOT_FINITE.get(text, text)


_NOT_FINITE = {"NaN": ".nan", "Infinity": ".inf", "-Infinity": "-.inf"}


def _other_text(value: Any, level: int) -> str:
    if isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    if isinstance(value, datetime):
        return js_date(value)
    if isinstance(value, bytes):
        return f"!<tag:yaml.org,2002:binary> {string_text(_base64(value), level)}"
    if isinstance(value, Alias):
        return f"*{value.name}"
    if isinstance(value, Anchor):
        return _anchored_text(value, level)
    raise TypeError(f"a document cannot hold a {type(value).__name__}")


def _anchored_text(anchor: Anchor, level: int) -> str:
    """Write an anchor and its container, which begins on the next line unless it is empty."""
    parts = [f"&{anchor.name}"]
    if not anchor.container:
        parts.append(" ")
    _write(parts.append, anchor.container, level, _newline(level))
    return "".join(parts)


def _base64(data: bytes) -> str:
    """Write bytes as text; no bytes are three zeros to js-yaml, in reading and writing."""
    return b64encode(data or bytes(3)).decode("ascii")
