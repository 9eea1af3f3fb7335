"""The events of one request, sorted into those for the log and those that are refused.

Where many events wait, those of one route are admitted one after the other, whatever
request they are in: a validator that is in the processor's cache takes a fraction of the
time of one that is not. Each batch still has its events in its own order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, NamedTuple, cast

from evtool.intake.event.facts import Facts
from evtool.intake.event.heads import Head
from evtool.intake.event.json_text import TextError, parse
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.event.route import Route
from evtool.intake.event.router import Router
from evtool.log.record import Entry

Find = Callable[[Any, Facts], Route | Refusal]
"""Finds the way of an event, or says why it has none."""


@dataclass
class Batch:
    """What has become of the events of a request so far.

    `looks` tells whether it needs to see the events themselves, not only what they name.
    """

    looks: ClassVar[bool] = False

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
        if Refusal not in set(map(type, results)):
            self.entries += cast("Sequence[Entry]", results)
        else:
            self._sort_out(results)
        self.seen += len(results)

    def _sort_out(self, results: Sequence[Entry | Refusal]) -> None:
        for at, result in enumerate(results, start=self.seen):
            if isinstance(result, Refusal):
                self.refusals.append(replace(result, index=at))
            else:
                self.entries.append(result)

    @property
    def accepted(self) -> int:
        """How many events are for the log."""
        return len(self.entries)


class Part(NamedTuple):
    """Events of one request that are admitted together with others.

    Where there are `heads`, the events are texts; one that is no JSON is then refused by
    itself as `UNPARSABLE`.
    """

    batch: Batch
    events: Sequence[Any]
    facts: Facts
    heads: Sequence[Head] | None = None


class _Turn:
    """The events of several requests, in order, and which of them go the same way."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._events: list[Any] = []
        self._facts: list[Facts] = []
        self._values: dict[Route, list[int]] = {}
        self._texts: dict[Route, list[int]] = {}
        self.results: list[Any] = []

    def add(self, part: Part) -> None:
        """Find the ways of events; those that have none have their result."""
        self._events += part.events
        self._facts += [part.facts] * len(part.events)
        if part.heads is None:
            self._add_values(part)
        else:
            self._add_texts(part, part.heads)

    def run(self) -> None:
        """Admit the events, route by route."""
        events, facts, results = self._events, self._facts, self.results
        for route, numbers in self._texts.items():
            route.read_all(numbers, events, facts, results)
        for route, numbers in self._values.items():
            admit = route.admit
            for at in numbers:
                results[at] = admit(events[at], facts[at])

    def _add_values(self, part: Part) -> None:
        find, results, values = part.batch.finder(self._router), self.results, self._values
        for event in part.events:
            found = find(event, part.facts)
            if isinstance(found, Route):
                if found in values:
                    values[found].append(len(results))
                else:
                    values[found] = [len(results)]
            results.append(found)

    def _add_texts(self, part: Part, heads: Sequence[Head]) -> None:
        known, texts, start = self._router.known, self._texts, len(self.results)
        self.results += [None] * len(heads)
        for at, head in enumerate(heads, start):
            route = known((head.uri, head.meta.stream))
            if route is None:
                self.results[at] = _read_alone(self._router, self._events[at], part.facts)
            elif route in texts:
                texts[route].append(at)
            else:
                texts[route] = [at]


def take_together(router: Router, parts: Sequence[Part]) -> None:
    """Admit the events of several requests, route by route."""
    turn = _Turn(router)
    for part in parts:
        turn.add(part)
    turn.run()
    start = 0
    for part in parts:
        end = start + len(part.events)
        part.batch.sort(turn.results[start:end])
        start = end


def _read_alone(router: Router, text: bytes, facts: Facts) -> Entry | Refusal:
    """Admit an event whose way is not known yet, or that has none."""
    try:
        return router.admit(parse(text), facts)
    except TextError as error:
        return Refusal(Reason.UNPARSABLE, str(error))
