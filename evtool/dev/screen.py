"""Events as lines: worded for a terminal of any width, or one JSON object each."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from evtool.dev.event import Event, Level
from evtool.dev.event_line import EVENTS, event_line

READY = "dev.ready"
"""The event that becomes the head of the screen."""

Paint = Callable[[str, str], str]
"""Colors a text in a tone: `good`, `warning`, `error`, `dim`, `strong` or `link`."""

_WIDE = 80  # from here on there is room for the time of day
_SOURCE = 9  # columns for the name of who tells it
_NARROWEST = 30
_TRY = "try: "

_WORDS = {Level.WARNING: "warning", Level.ERROR: "error"}
_GOOD = {"schema.ok", "configuration.repaired", "service.ready"}


def json_line(event: Event, now: datetime) -> str:
    """The event as one structured line of ASCII, its time in UTC with milliseconds."""
    time = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps(event.as_json(time), default=str)


def terminal_lines(event: Event, now: datetime, width: int, paint: Paint) -> list[str]:
    """The event as people read it: time, who tells it, message, and what helps.

    Control characters are made visible, so that no file name or URL steers the terminal.
    """
    if event.name == READY:
        return list(_head(event.fields, width, paint))
    time = f"{now:%H:%M:%S} " if width >= _WIDE else ""
    indent = len(time) + _SOURCE
    room = max(width - indent, _NARROWEST)
    source = paint(f"{event.source:<{_SOURCE}}", "dim")
    if event.name in EVENTS:
        return [f"{paint(time, 'dim')}{source}{event_line(event, room, paint, visible)}"]
    message = _wrapped(event.message, room, *_mark(event), paint)
    lines = [f"{paint(time, 'dim')}{source}{message[0]}"]
    more = message[1:]
    if event.hint:
        more += _wrapped(event.hint, room, "help:", "link", paint)
    more += visible(str(event.fields.get("traceback", ""))).splitlines()
    return [*lines, *(" " * indent + line for line in more)]


def visible(text: str) -> str:
    """The text with control characters written out; line ends stay."""
    return "".join(
        one if one.isprintable() or one == "\n" else one.encode("unicode_escape").decode()
        for one in text
    )


def _mark(event: Event) -> tuple[str, str]:
    """The word before a message, and its tone."""
    word = _WORDS.get(event.level)
    if word:
        return word, word
    return ("ok", "good") if _is_good(event) else ("", "dim")


def _is_good(event: Event) -> bool:
    if event.name == "schemas.checked":
        return not event.fields["failed"] and not event.fields["pending"]
    return event.name in _GOOD


def _wrapped(text: str, room: int, word: str, tone: str, paint: Paint) -> list[str]:
    """The lines of a text, a word in a tone before the first one."""
    lead = f"{word} " if word else ""
    first, *others = textwrap.wrap(
        lead + visible(text), room, break_long_words=False, break_on_hyphens=False
    ) or [lead]
    return [paint(word, tone) + first[len(word) :] if word else first, *others]


def _head(fields: Any, width: int, paint: Paint) -> Iterator[str]:
    repositories, schemas = fields["repositories"], fields["schemas"]
    counts = f"{repositories} repositor{'y' if repositories == 1 else 'ies'}, "
    counts += f"{schemas} schema{'' if schemas == 1 else 's'}"
    workspace = f"workspace {visible(fields['workspace'])}"
    yield from _side_by_side(["evtool dev", workspace, counts], "strong", width, paint)
    for service in fields["services"]:
        state = "" if service["ready"] else "  (not up yet)"
        url = paint(service["url"] + service["path"], "link")
        yield f"  {service['name']:<{_SOURCE}} {url}{state}"
    if fields["log"]:
        yield f"  {'log':<{_SOURCE}} {visible(fields['log'])}"
    if fields["watching"]:
        names = visible(", ".join(fields["watching"]))
        yield from textwrap.wrap(
            f"  {'watching':<{_SOURCE}} {names}", width, subsequent_indent=" " * (_SOURCE + 3),
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
    ready = f"ready in {fields['seconds']:.1f} s"
    yield from _side_by_side([ready, "stop: Ctrl-C"], "good", width, paint)
    if fields["try"]:
        yield from _try(visible(fields["try"]), width)
    yield ""


def _try(command: str, width: int) -> list[str]:
    """The command to try; a long one goes on in a second line, as a shell takes it."""
    start, data, rest = command.partition(" -d ")
    if len(command) + len(_TRY) <= width or not data:
        return [_TRY + command]
    return [f"{_TRY}{start} \\", f"{' ' * len(_TRY)}  -d {rest}"]


def _side_by_side(parts: Sequence[str], tone: str, width: int, paint: Paint) -> Iterator[str]:
    """Parts on one line where they fit, else one below the other; the first has the tone."""
    first, *others = parts
    gap = "   "
    if len(gap.join(parts)) <= width:
        yield gap.join([paint(first, tone), *others])
    else:
        yield paint(first, tone)
        yield from (f"  {part}" for part in others)
