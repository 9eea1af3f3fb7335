"""Telling people at a terminal of every event, without drowning them."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence

from evtool.intake.event.refusal import Refusal
from evtool.intake.tally import Tally
from evtool.log.record import Entry

LOG = logging.getLogger("evtool.intake.events")

MOST_A_SECOND = 20
"""So many events are told one by one; the rest of a second in one line."""


class Teller(Tally):
    """Counts, and tells each event as it comes."""

    def __init__(self) -> None:
        super().__init__()
        self._second = 0
        self._told = 0
        self._untold: Counter[str] = Counter()

    def accept(self, entries: Sequence[Entry]) -> None:
        """See `Tally.accept`."""
        super().accept(entries)
        for entry in entries:
            if self._may_tell("accepted"):
                size = len(entry.value)
                fields = {"event": "event.accepted", "topic": entry.topic, "bytes": size}
                text = f"{entry.topic}  accepted, {size:,} bytes"
                LOG.info(text, extra={"fields": fields})

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """See `Tally.refuse`."""
        super().refuse(refusals)
        for refusal in refusals:
            if self._may_tell("refused"):
                facts = {"reason": refusal.reason.value, "stream": refusal.stream}
                text = f"{refusal.stream or 'an event'}  refused: {refusal.message}"
                LOG.warning(text[:500], extra={"fields": {"event": "event.refused", **facts}})

    def _may_tell(self, what: str) -> bool:
        second = int(time.monotonic())
        if second != self._second:
            self._tell_rest()
            self._second, self._told = second, 0
        self._told += 1
        if self._told <= MOST_A_SECOND:
            return True
        self._untold[what] += 1
        return False

    def _tell_rest(self) -> None:
        if self._untold:
            counts = " and ".join(f"{count:,} {what}" for what, count in self._untold.items())
            fields = {"event": "events.more", **self._untold}
            LOG.info(f"and {counts} more", extra={"fields": fields})  # noqa: G004 - words first
            self._untold.clear()
