"""JSON pointers: RFC 6901 and its relative form."""

from __future__ import annotations

import re
from typing import Final

_POINTER: Final = r"(?:/(?:[^~/]|~[01])*)*"
_LEVELS: Final = r"(?:0|[1-9][0-9]*)"

JSON_POINTER: Final = f"^{_POINTER}$"
RELATIVE: Final = f"^{_LEVELS}(?:#|{_POINTER})$"

_ABSOLUTE_TEXT = re.compile(_POINTER)
_RELATIVE_TEXT = re.compile(f"{_LEVELS}(?:#|{_POINTER})")
_MOVED = re.compile(rf"{_LEVELS}[+-][1-9][0-9]*(?:#|{_POINTER})")


def is_json_pointer(text: str) -> bool:
    """Whether the text is empty or a path of reference tokens."""
    return _ABSOLUTE_TEXT.fullmatch(text) is not None


def is_relative_json_pointer(text: str) -> bool | None:
    """Whether the text is a number of levels and a pointer.

    Later drafts also move the index (`0-1/a`): whether that counts is left open.
    """
    if _RELATIVE_TEXT.fullmatch(text):
        return True
    return None if _MOVED.fullmatch(text) else False
