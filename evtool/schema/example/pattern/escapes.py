r"""Escapes that stand for one character, replaced before a pattern is read.

The reference generator replaces `\t`, `\x41`, `\u0041`, `\101`, `\cA` and `[\b]` in
the text of a pattern first, with its own idea of each: hexadecimal digits are capital,
two octal digits are never a reference, `\c?` is a space.
"""

from __future__ import annotations

import re

_NAMED = {"0": "\0", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
_SPECIAL = frozenset("[]{}^$.|?*+()")

_ESCAPE = re.compile(
    r"""
    (?P<backspace> \[\\b\] )
    | (?P<escaped> \\ )? \\ (?:
        u (?P<four> [A-F0-9]{4} )
        | x (?P<two> [A-F0-9]{2} )
        | (?P<octal> 0?[0-7]{2} )
        | c (?P<control> [@A-Z\[\\\]^?] )
        | (?P<named> [0tnvfr] )
    )
    """,
    re.VERBOSE,
)


def without_escapes(pattern: str) -> str:
    """The pattern with these escapes replaced by their characters, escaped where special."""
    return _ESCAPE.sub(_replaced, pattern)


def _replaced(escape: re.Match[str]) -> str:
    if escape["escaped"]:
        return escape.group()
    character = _character(escape)
    return "\\" + character if character in _SPECIAL else character


def _character(escape: re.Match[str]) -> str:
    if escape["backspace"]:
        return "\b"
    if escape["octal"]:
        return chr(int(escape["octal"], 8))
    if escape["control"]:
        return " " if escape["control"] == "?" else chr(ord(escape["control"]) - 64)
    if escape["named"]:
        return _NAMED[escape["named"]]
    return chr(int(escape["four"] or escape["two"], 16))
