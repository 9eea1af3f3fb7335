"""Text of unknown origin as a terminal may show it, and how much room it takes."""

from __future__ import annotations

import re
import unicodedata

TAB = 4
"""A tab leads to the next multiple of this many cells."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_COMMAND = re.compile(r"(^\s*)(?=::)|(?<=#)(?=#\w*\[)")
"""Before what CI services obey in a log: `::error::` that begins a line, any `##[group]`."""


def visible(text: str) -> str:
    """The text without what a terminal would obey.

    Control characters, those that change the direction of text, lone surrogates and
    line breaks become replacement characters.
    """
    return text if text.isprintable() else "".join(_visible(one) for one in text)


def one_line(text: str) -> str:
    """The text on one line: white space, line breaks included, becomes one space."""
    return visible(" ".join(text.split()))


def inert(line: str) -> str:
    """A line of a log that no CI service takes for a command."""
    return _COMMAND.sub(r"\1\\", line)


def cells(text: str) -> int:
    """How many columns of a terminal the text takes (Unicode's East Asian width)."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def expand(text: str) -> str:
    """One line of a file as it is shown: tabs as spaces, everything else visible."""
    if text.isprintable():
        return text
    shown: list[str] = []
    at = 0
    for one in text:
        shown.append(" " * (TAB - at % TAB) if one == "\t" else _visible(one))
        at += cells(shown[-1])
    return "".join(shown)


def cut(text: str, room: int) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    kept = at = 0
    for one in text:
        at += _cells(one)
        if at > room:
            return text[:kept] + "…"
        if at < room:
            kept += 1
    return text


def wrap(text: str, room: int) -> list[str]:
    """The words of the text in lines of `room` cells; a longer word stays whole."""
    lines = [""]
    for word in one_line(text).split(" "):
        if lines[-1] and cells(lines[-1]) + 1 + cells(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".lstrip(" ")
    return lines


def chunks(text: str, room: int) -> list[str]:
    """The text in lines of `room` cells, broken anywhere."""
    lines = [""]
    at = 0
    for one in text:
        at += _cells(one)
        if at > room:
            lines.append("")
            at = _cells(one)
        lines[-1] += one
    return lines


def _visible(one: str) -> str:
    if one.isprintable() or unicodedata.category(one) == "Zs":
        return one
    return REPLACEMENT


def _cells(one: str) -> int:
    if unicodedata.category(one) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(one) in ("W", "F") else 1
