"""The lines of a file around a finding, with a marker under what is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evtool.finding import Finding
from evtool.report.visible import cells, cut, expand

BEFORE = 2
"""Lines shown before the one that is meant."""

_TOKEN = re.compile(
    r"""
    "(?:[^"\\]|\\.)*"                  # a string in double quotes
    | '(?:[^']|'')*'                   # or in single ones
    | (?:[^\s,\[\]{}:"'] | :(?!\s|$))+ # a word; a colon inside belongs to it
    """,
    re.VERBOSE,
)
_TOKEN_LIMIT = 400
"""Longer tokens are marked as far as this, in characters."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an excerpt; `number` is None for the marker."""

    number: int | None
    text: str


def excerpt(lines: Sequence[str], one: Finding, room: int) -> list[Row]:
    """The line of a finding, those before it, and the marker.

    Args:
        lines: All lines of the file.
        one: The finding; without a line, or with one that is not there, nothing is shown.
        room: How many cells a line may take. Longer ones are cut around the marker, all
            of them at the same place.
    """
    if not 1 <= one.line <= len(lines):
        return []
    line = lines[one.line - 1]
    start, end = _marked(line, one)
    skipped = _skipped(line, start, end, room)
    first = max(1, one.line - BEFORE)
    rows = [
        Row(number, _shown(lines[number - 1], skipped, room))
        for number in range(first, one.line + 1)
    ]
    return [*rows, Row(None, _marker(line, skipped, start, end, room))]


def _marked(line: str, one: Finding) -> tuple[int, int]:
    """Where the marked part of the line begins and ends, in characters."""
    if not one.column:
        return len(line) - len(line.lstrip()), max(1, len(line.rstrip()))
    start = min(one.column - 1, len(line))
    if one.end_line > one.line:
        return start, max(start + 1, len(line.rstrip()))
    if one.end_line == one.line and one.end_column > one.column:
        return start, max(start + 1, min(one.end_column - 1, len(line)))
    token = _TOKEN.match(line, start, start + _TOKEN_LIMIT)
    return start, token.end() if token else start + 1


def _skipped(line: str, start: int, end: int, room: int) -> int:
    """How many characters at the left to leave out, so that the marked part is seen."""
    if end < 4 * room and cells(expand(line[:end])) < room:
        return 0
    before = line[max(0, start - room // 2) : start]
    while cells(expand(before)) > room // 2:
        before = before[1:]
    return start - len(before)


def _shown(line: str, skipped: int, room: int) -> str:
    return cut(expand(_from(line, skipped, skipped + 4 * room)), room).rstrip()


def _marker(line: str, skipped: int, start: int, end: int, room: int) -> str:
    offset = cells(expand(_from(line, skipped, start)))
    through = cells(expand(_from(line, skipped, min(end, start + room))))
    return " " * offset + "^" * max(1, min(through, room) - offset)


def _from(line: str, skipped: int, end: int) -> str:
    """A part of the line, with an ellipsis for what was left out before it."""
    return ("…" if skipped else "") + line[skipped:end]


def gutter(rows: Sequence[Row]) -> Iterator[str]:
    """The left edge of each row, all of them equally wide."""
    width = max((len(str(row.number)) for row in rows if row.number), default=1)
    for row in rows:
        yield f"{row.number or '':>{width}} |"
