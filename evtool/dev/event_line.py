"""Accepted and refused events, one line each, in columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from evtool.dev.event import Event

Paint = Callable[[str, str], str]

ACCEPTED, REFUSED, MORE = "event.accepted", "event.refused", "events.more"
EVENTS = frozenset({ACCEPTED, REFUSED, MORE})

_WORD = 8
_ID = 8
_ROOM_FOR_ID = 80
_WIDEST, _NARROWEST = 26, 17


class _Cell(NamedTuple):
    """One column: its text, its tone, and how wide it is at least."""

    text: str
    tone: str = ""
    width: int = 0


def event_line(event: Event, room: int, paint: Paint, visible: Callable[[str], str]) -> str:
    """The line of an event in the intake; what does not fit into `room` is cut off."""
    parts: list[str] = []
    for cell in _cells(event, room):
        if not cell.text and not cell.width:
            continue
        text = fitting(visible(cell.text).replace("\n", "\\n"), room)
        padded = text + " " * (cell.width - columns(text))
        parts.append(paint(text, cell.tone) + padded[len(text) :] if cell.tone else padded)
        room -= columns(padded) + 2
        if room < 1:
            break
    return "  ".join(parts).rstrip()


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: letters of East Asia are two wide."""
    return sum(map(_width, text))


def fitting(text: str, room: int) -> str:
    """A text cut off, with a sign that it is, where it takes more than `room` columns."""
    if columns(text) <= room:
        return text
    kept, left = [], room - 1
    for one in text:
        left -= _width(one)
        if left < 0:
            break
        kept.append(one)
    return "".join(kept) + "…"


def _width(one: str) -> int:
    if unicodedata.combining(one):
        return 0
    return 2 if unicodedata.east_asian_width(one) in "WF" else 1


def _cells(event: Event, room: int) -> Iterable[_Cell]:
    if event.name == MORE:
        return [_Cell(event.message, "dim")]

    def field(name: str) -> str:
        value: Any = event.fields.get(name)
        return value if isinstance(value, str) else ""

    version = _Cell(field("schema").rpartition("/")[2] or "-", "dim", 5)
    stream = _Cell(field("stream") or "?", "", max(_NARROWEST, min(_WIDEST, room // 4)))
    if event.name == ACCEPTED:
        short = _Cell(field("id")[:_ID] if room >= _ROOM_FOR_ID else "", "dim")
        return [_Cell("accepted", "good", _WORD), stream, version, short, _Cell(field("glance"))]
    where = _Cell(field("pointer"), "strong")
    return [_Cell("refused", "error", _WORD), stream, version, where, _Cell(field("why"))]
