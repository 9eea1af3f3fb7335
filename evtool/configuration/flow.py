"""JSON values as YAML text in one line, for files that people go on editing."""

from __future__ import annotations

import json
import re
from typing import Any

from evtool.document.scalar import plain_scalar

_WORD = re.compile(r"[A-Za-z0-9_./](?:[A-Za-z0-9_./*+:-]*[A-Za-z0-9_./*+-])?")
_OLD_BOOLEANS = frozenset({"y", "n", "yes", "no", "on", "off"})
_PRINTABLE = re.compile("[ -~\u00a1-\u2027\u202a-\ud7ff\uf900-\ufdff\ufe10-\ufefe\uff00-\uffef]*")


def flow(value: Any) -> str:
    """A JSON value as YAML: words plain, other texts in quotes.

    Raises:
        TypeError: It is no JSON value.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        members = ", ".join(f"{_text(key)}: {flow(item)}" for key, item in value.items())
        return f"{{{members}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(flow(item) for item in value)}]"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value)


def _text(text: str) -> str:
    plain = _WORD.fullmatch(text) and text.lower() not in _OLD_BOOLEANS
    if plain and plain_scalar(text) == text:
        return text
    if _PRINTABLE.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    """One character between double quotes (YAML 1.2, section 5.7)."""
    if character in '"\\':
        return f"\\{character}"
    return character if _PRINTABLE.fullmatch(character) else f"\\U{ord(character):08x}"
