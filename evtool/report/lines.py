"""The lines of a file as findings count them."""

from __future__ import annotations

import re

BREAKS = ("\r\n", "\n", "\r", "\x85", "\u2028", "\u2029")
"""What ends a line in YAML 1.1, by which findings count."""

_BREAK = re.compile("|".join(BREAKS))


def split(text: str) -> list[str]:
    """The lines of a text."""
    return _BREAK.split(text)


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of the character at an offset."""
    line, start = 1, 0
    for match in _BREAK.finditer(text, 0, offset):
        line, start = line + 1, match.end()
    return line, offset - start + 1
