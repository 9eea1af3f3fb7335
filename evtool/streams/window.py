"""When a stream is produced: `active`, and windows in which a sample has another rate.

Times are RFC 3339 texts, or dates, which mean midnight UTC. A window begins with `from`
and ends just before `until`; either may be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from evtool.errors import EvtoolError


class WindowError(EvtoolError):
    """A window says no time, or ends before it begins."""


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time, without its end."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        after_start = self.start is None or self.start <= moment
        return after_start and (self.end is None or moment < self.end)


ALWAYS = Window()
"""The window of a stream that has none."""


def window_of(value: Any) -> Window:
    """The window that a map with `from` and `until` says; without a map, always.

    Raises:
        WindowError: One of the two is no time, or the end is not after the start.
    """
    if value is None:
        return ALWAYS
    if not isinstance(value, Mapping):
        raise WindowError("a window must be a map", hint="write {from: TIME, until: TIME}")
    start, end = _moment(value.get("from")), _moment(value.get("until"))
    if start and end and end <= start:
        raise WindowError(
            f"the window ends {value['until']}, not after it begins, {value['from']}",
            hint="`until` is the first moment outside the window",
        )
    return Window(start, end)


def is_active(settings: Mapping[str, Any], now: datetime) -> bool:
    """Whether producers should send events of a stream now (`active`, and before `expires`).

    Raises:
        WindowError: The settings say no times.
    """
    expires = _moment(settings.get("expires"))
    return window_of(settings.get("active")).holds(now) and (expires is None or now < expires)


def _moment(text: Any) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        hint = "write it like 2026-03-01T00:00:00Z, or as a date"
        raise WindowError(f"{text!r} is no time", hint=hint) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
