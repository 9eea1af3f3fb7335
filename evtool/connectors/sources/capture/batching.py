"""Batches of changes whose position moves over whole transactions only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from evtool.connectors.source import Change
from evtool.connectors.sources.capture.events import events_of
from evtool.connectors.sources.capture.options import CaptureOptions
from evtool.connectors.sources.capture.progress import Progress
from evtool.connectors.sources.capture.row import RowChange

ROWS, BYTES = 2_000, 8_388_608
_SECONDS, _QUIET_SECONDS = 0.5, 10.0


class Batching:
    """Collects the changes of transactions.

    A large transaction is given in several batches: until it ends, their position is where
    it begins, so that after a crash all of it comes again, with the same identities.
    Transactions without anything for us move the position now and then: else the saved one
    would fall behind what the server keeps.
    """

    def __init__(
        self,
        options: CaptureOptions,
        progress: Progress,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options = options
        self._progress = progress
        self._clock = clock
        self._position = progress.json()
        self._changes: list[Change] = []
        self._bytes = 0
        self._open = False
        self._moved = False
        self._last = self._taken = clock()

    def add(self, change: RowChange, identity: list[Any], size: int) -> None:
        """A change of the transaction that goes on; `size` are its bytes, about."""
        table = self._options.tables[change.table]
        for part, event in events_of(change, table, self._options.envelope):
            own = [*identity, part] if part else identity
            self._changes.append(Change(event, self._position, own))
        self._bytes += size
        self._open = True

    def commit(self, log: Any) -> None:
        """The transaction ends, at a place of the log."""
        self._progress = self._progress.at(log)
        self._position = self._progress.json()
        if self._open and self._changes:
            self._changes[-1] = replace(self._changes[-1], position=self._position)
            self._moved = False
        else:
            self._moved = True
        self._open = False

    @property
    def full(self) -> bool:
        """Whether a batch should be given now: it is large, or the last one is a while ago."""
        large = len(self._changes) >= ROWS or self._bytes >= BYTES
        return large or self._clock() - self._taken >= _SECONDS

    def take(self) -> list[Change]:
        """What there is; empty: nothing."""
        batch, self._changes, self._bytes = self._changes, [], 0
        self._taken = self._clock()
        due = bool(batch) or self._taken - self._last >= _QUIET_SECONDS
        if self._moved and due and not self._open:
            batch.append(Change(None, self._position))
            self._moved = False
        if batch:
            self._last = self._taken
        return batch
