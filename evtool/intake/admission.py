"""What looks at the events of a request: the router, or more in front of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from evtool.intake.event.facts import Facts
from evtool.intake.event.refusal import Refusal
from evtool.intake.http.request import Request
from evtool.log.record import Entry


class Admits(Protocol):
    """Takes events, or says why not."""

    def admit(self, event: Any, facts: Facts) -> Entry | Refusal:
        """Take one event: an entry for the log, or why not. The event is changed in place."""


Admission = Callable[[Request, int], Admits]
"""Chooses, for a request of so many events, what looks at them."""


def stream_of(event: Any, facts: Facts) -> str | None:
    """The stream for which the router will take an event; None where it will refuse it."""
    if not isinstance(event, dict):
        return None
    name = facts.stream
    if "meta" in event:
        meta = event["meta"]
        if not isinstance(meta, dict):
            return None
        name = meta.get("stream", name)
    return name if isinstance(name, str) and name else None
