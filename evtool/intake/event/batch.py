"""The events of one request, sorted into those for the log and those that are refused.

Where many events wait, those of one route are admitted one after the other, whatever
request they are in: a validator that is in the processor's cache takes a fraction of the
time of one that is not. Each batch still has its events in its own order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from evtool.intake.event.facts import Facts
from evtool.intake.event.refusal import Refusal
from evtool.intake.event.route import Route
from evtool.intake.event.router import Router
from evtool.log.record import Entry

Find = Callable[[Any, Facts], Route | Refusal]
"""Finds the way of an event, or says why it has none."""


@dataclass
class Batch:
    """What has become of the events of a request so far."""

    entries: list[Entry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    seen: int = 0

    def take(self, router: Router, events: Sequence[Any], facts: Facts) -> None:
        """Admit further events, in order."""
        admit = router.admit
        self.sort([admit(event, facts) for event in events])

    def finder(self, router: Router) -> Find:
        """What finds the way of each of its events, once and in order."""
        return router.find

    def sort(self, results: Sequence[Entry | Refusal]) -> None:
        """Take what has become of the next events, in order."""
        accept = self.entries.append
        for at, result in enumerate(results, start=self.seen):
            if isinstance(result, Refusal):
                self.refusals.append(replace(result, index=at))
            else:
                accept(result)
        self.seen += len(results)

    @property
    def accepted(self) -> int:
        """How many events are for the log."""
        return len(self.entries)


class Part(NamedTuple):
    """Events of one request that are admitted together with others."""

    batch: Batch
    events: Sequence[Any]
    facts: Facts


def take_together(router: Router, parts: Sequence[Part]) -> None:
    """Admit the events of several requests, route by route."""
    results: list[Any] = []
    routes: dict[Route, list[tuple[int, Any, Facts]]] = {}
    place = results.append
    for batch, events, facts in parts:
        find = batch.finder(router)
        for event in events:
            found = find(event, facts)
            if isinstance(found, Route):
                if found in routes:
                    routes[found].append((len(results), event, facts))
                else:
                    routes[found] = [(len(results), event, facts)]
            place(found)
    for route, waiting in routes.items():
        admit = route.admit
        for at, event, facts in waiting:
            results[at] = admit(event, facts)
    start = 0
    for batch, events, _ in parts:
        batch.sort(results[start : start + len(events)])
        start += len(events)
