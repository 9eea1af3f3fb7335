"""Turns of the event loop: what arrived in one is admitted together, within a limit.

A request is looked at in the turn that admits it, not when it arrives: its events are then
still in the processor's cache when they are parsed.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from evtool.intake.event.batch import Batch, Part, take_together
from evtool.intake.event.facts import Facts
from evtool.intake.http.payload import Payload
from evtool.intake.http.request import Request
from evtool.intake.http.response import Answer, problem
from evtool.intake.state import State

LOG = logging.getLogger("evtool.intake")

MOST = 2000
"""So many events are looked at in one turn; then connections get theirs."""

FEW = 64
"""Fewer events are not worth being sorted by their routes."""


@dataclass(frozen=True)
class Modes:
    """How a request wants to be treated."""

    hasty: bool = False
    dry_run: bool = False


@dataclass(eq=False)
class Work:
    """One request under way; the events before `at` are admitted."""

    request: Request
    payload: Payload
    facts: Facts
    batch: Batch
    modes: Modes
    answer: Answer
    at: int = 0

    def next(self, most: int) -> Part:
        """Up to so many of its events, which are then taken as admitted."""
        events = self.payload.events
        start, self.at = self.at, min(self.at + most, len(events))
        part = events if self.at - start == len(events) else events[start : self.at]
        heads = self.payload.heads
        if heads is not None:
            heads = heads[start : self.at]
        return Part(self.batch, part, self.facts, heads)

    @property
    def is_done(self) -> bool:
        """Whether all its events are admitted."""
        return self.at == len(self.payload.events)


class Arrival(NamedTuple):
    """A request that nobody has looked at."""

    request: Request
    answer: Answer


class Turns:
    """Admits the events of requests.

    `begin` looks at a request that has arrived, and may answer it at once; `finish` is called
    for each that is done.
    """

    def __init__(
        self,
        state: State,
        begin: Callable[[Arrival], Work | None],
        finish: Callable[[Work], None],
    ) -> None:
        self._state = state
        self._begin = begin
        self._finish = finish
        self._waiting: deque[Arrival | Work] = deque()
        self._loop = asyncio.get_running_loop()

    def add(self, one: Arrival | Work) -> None:
        """Admit the events of a request in this turn or in a later one."""
        if not self._waiting:
            self._loop.call_soon(self._run)
        self._waiting.append(one)

    def _run(self) -> None:
        works, parts = self._take()
        try:
            self._admit(parts)
        except Exception:
            LOG.exception("this is a bug in evtool")
            for work in works:
                self._fail(work)
            works = []
        if self._waiting:
            self._loop.call_soon(self._run)
        for work in works:
            if work.is_done:
                self._end(work)

    def _admit(self, parts: Sequence[Part]) -> None:
        router = self._state.router
        unread = any(part.heads is not None for part in parts)
        if not unread and sum(len(part.events) for part in parts) < FEW:
            for batch, events, facts, _ in parts:
                batch.take(router, events, facts)
        else:
            take_together(router, parts)

    def _end(self, work: Work) -> None:
        """Finish a request; a bug of ours in one ends no other."""
        try:
            self._finish(work)
        except Exception:
            LOG.exception("this is a bug in evtool")
            self._fail(work)

    def _fail(self, one: Arrival | Work) -> None:
        if isinstance(one, Work) and not one.is_done:
            self._waiting.remove(one)
        one.answer(problem(500, "a bug in evtool: its log has the details", close=True))

    def _take(self) -> tuple[list[Work], list[Part]]:
        """The requests of this turn; the last may stay, behind the others, with its rest."""
        works: list[Work] = []
        parts: list[Part] = []
        room = MOST
        while self._waiting and room > 0:
            one = self._waiting.popleft()
            work = one if isinstance(one, Work) else self._look_at(one)
            if work is None:
                room -= 1
                continue
            part = work.next(room)
            room -= len(part.events)
            works.append(work)
            parts.append(part)
            if not work.is_done:
                self._waiting.append(work)
        return works, parts

    def _look_at(self, arrival: Arrival) -> Work | None:
        """Begin with a request; a bug of ours in one ends no other."""
        try:
            return self._begin(arrival)
        except Exception:
            LOG.exception("this is a bug in evtool")
            self._fail(arrival)
            return None
