"""Before the commit: what was committed before, or is being committed, is not written again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from evtool.errors import EvtoolError
from evtool.intake.committer import Done, Submits
from evtool.intake.deduplication.identity import IdentifiedEntry
from evtool.intake.deduplication.window import Window
from evtool.log.event_log import LogUnavailable
from evtool.log.record import Entry

LOG = logging.getLogger("evtool.intake")

Announce = Callable[[Sequence[bytes]], None]
"""Tells others which identities are committed."""


class _Flight:
    """Entries of one request on their way into the log, and who waits for what becomes of them."""

    def __init__(self) -> None:
        self.fresh: list[bytes] = []
        self.waiting: list[Done] = []


class DeduplicatingCommitter:
    """Passes on to a committer what is new.

    An identity is remembered after its commit only. Who sends an event that another request
    is just committing gets the same outcome; where that is an error, the client will try
    again, and its event is new then. `duplicates` counts events that were not written.
    """

    def __init__(
        self, committer: Submits, window: Window, announce: Announce = lambda _: None
    ) -> None:
        self._committer = committer
        self._window = window
        self._announce = announce
        self._flights: dict[bytes, _Flight] = {}
        self.duplicates = 0

    @property
    def is_full(self) -> bool:
        """See `Committer`."""
        return self._committer.is_full

    def submit(self, entries: Sequence[Entry], done: Done) -> None:
        """See `Committer`; where nothing is new, `done` is called at once."""
        flight = _Flight()
        kept: list[Entry] = []
        others: set[_Flight] = set()
        for entry in entries:
            if isinstance(entry, IdentifiedEntry) and not self._is_new(
                entry.identity, flight, others
            ):
                self.duplicates += 1
            else:
                kept.append(entry)
        if not kept and not others:
            done(None)
            return
        outcome = _joined(len(others) + bool(kept), done)
        for other in others:
            other.waiting.append(lambda error: outcome(error and _again(error)))
        if kept:
            flight.waiting.append(outcome)
            self._committer.submit(kept, lambda error: self._landed(flight, error))

    def _is_new(self, identity: bytes, flight: _Flight, others: set[_Flight]) -> bool:
        """Whether an identity goes with this flight; another one that has it joins `others`."""
        if identity in self._window:
            return False
        other = self._flights.get(identity)
        if other is None:
            self._flights[identity] = flight
            flight.fresh.append(identity)
            return True
        if other is not flight:
            others.add(other)
        return False

    def _landed(self, flight: _Flight, error: EvtoolError | None) -> None:
        for identity in flight.fresh:
            del self._flights[identity]
        if error is None and flight.fresh:
            self._window.add(flight.fresh)
            self._announce(flight.fresh)
        for done in flight.waiting:
            try:
                done(error)
            except Exception:  # others wait for their answers too
                LOG.exception("this is a bug in evtool")


def _again(error: EvtoolError) -> EvtoolError:
    """What the failure of another request means: whatever was wrong there, try again."""
    return LogUnavailable(f"another request brought the same event, and failed: {error.message}")


def _joined(parts: int, done: Done) -> Done:
    """Calls `done` after so many outcomes, with the first error among them."""
    if parts == 1:
        return done
    left, first = parts, None

    def one(error: EvtoolError | None) -> None:
        nonlocal left, first
        left -= 1
        first = first or error
        if left == 0:
            done(first)

    return one
