"""The events of one request, sorted into those for the log and those that are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from evtool.intake.event.facts import Facts
from evtool.intake.event.refusal import Refusal
from evtool.intake.event.router import Router
from evtool.log.record import Entry


@dataclass
class Batch:
    """What has become of the events of a request so far."""

    entries: list[Entry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    seen: int = 0

    def take(self, router: Router, events: Sequence[Any], facts: Facts) -> None:
        """Admit further events, in order."""
        admit, accept = router.admit, self.entries.append
        for event in events:
            result = admit(event, facts)
            if isinstance(result, Refusal):
                self.refusals.append(replace(result, index=self.seen))
            else:
                accept(result)
            self.seen += 1

    @property
    def accepted(self) -> int:
        """How many events are for the log."""
        return len(self.entries)
