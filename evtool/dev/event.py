"""Events: what happens in the local platform, as plain values."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class Level(IntEnum):
    """How much an event matters; the numbers are those of `logging`."""

    DEBUG = 10
    INFO = 20
    WARNING = 30
    ERROR = 40


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    `source` is who tells it (`dev`, `schemas`, or a service), `name` says what it is in
    a form that programs compare, `message` in words; `fields` are facts, plain JSON.
    """

    source: str
    name: str
    message: str
    level: Level = Level.INFO
    hint: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self, time: str) -> dict[str, Any]:
        """The event as one structured line; its own keys win over fields."""
        own = {
            "time": time,
            "level": self.level.name.lower(),
            "source": self.source,
            "event": self.name,
            "message": self.message,
        }
        hint = {"hint": self.hint} if self.hint else {}
        return {**own, **hint, **{key: self.fields[key] for key in self.fields if key not in own}}


Report = Callable[[Event], None]
"""Takes each event as it happens."""


def bug_event(error: Exception) -> Event:
    """The event that something is wrong with evtool itself, with its traceback."""
    return Event(
        "dev",
        "dev.bug",
        f"this is a bug in evtool: {type(error).__name__}: {error}",
        Level.ERROR,
        "please report it with these lines",
        {"traceback": "".join(traceback.format_exception(error))},
    )


def event_of_line(line: str, source: str, otherwise: Level) -> Event:
    """The event that a service wrote as one JSON line; any other text is a message.

    Args:
        line: What the service wrote.
        source: The name of the service.
        otherwise: The level of text that is no event.
    """
    raw = _object(line)
    name, message = raw.get("event"), raw.get("message")
    if not isinstance(name, str) or not isinstance(message, str):
        return Event(source, "service.output", line, otherwise)
    taken = {"event", "message", "level", "hint", "time", "source"}
    hint = raw.get("hint")
    return Event(
        source,
        name,
        message,
        _level(raw.get("level")),
        hint if isinstance(hint, str) else None,
        {key: value for key, value in raw.items() if key not in taken},
    )


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _level(name: object) -> Level:
    known = {level.name.lower(): level for level in Level}
    return known.get(name, Level.INFO) if isinstance(name, str) else Level.INFO
