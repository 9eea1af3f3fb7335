"""One source at work: read, admit, append, save the position, acknowledge; until told to end.

In this order nothing is lost, wherever it breaks off: what is not saved is read again, and
what is not acknowledged is still in the store.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from evtool.connectors.failure import TargetFailure
from evtool.connectors.runner.only_reader import OnlyReader
from evtool.connectors.runner.patience import Patience, Stopped
from evtool.connectors.runner.pipeline import Admitted, Pipeline
from evtool.connectors.runner.saved_position import SavedPosition
from evtool.connectors.runner.tally import State, Tally
from evtool.connectors.source import Change, Lagging, Source
from evtool.connectors.targets import Target
from evtool.intake.event.facts import Facts
from evtool.intake.event.refusal import Reason, Refusal
from evtool.log.event_log import Appender, EntryRefused
from evtool.log.record import Entry

LOG = logging.getLogger("evtool.connectors")

_LAG_SECONDS = 5.0


@dataclass(frozen=True)
class SourceWork:
    """What one source is to do.

    `make` gives a new source of its options; `targets` are the streams and schemas of tables.
    """

    name: str
    make: Callable[[], Source]
    log: Appender
    pipeline: Pipeline
    position: SavedPosition
    reader: OnlyReader
    targets: Sequence[Target] = ()


@dataclass
class _Opened:
    """A source that is open, and how it goes on."""

    source: Source
    batches: Iterator[Sequence[Change]]
    close: Callable[[], None]
    first: list[Sequence[Change]] = field(default_factory=list)

    def next(self) -> Sequence[Change] | None:
        """The next batch; None after the last one."""
        return self.first.pop() if self.first else next(self.batches, None)


class SourceRunner:
    """Runs one source in one thread. It holds one batch at a time."""

    def __init__(self, work: SourceWork, tally: Tally, stop: threading.Event) -> None:
        self._work, self._tally, self._stop = work, tally, stop
        self._patience = Patience(work.name, tally, stop)
        self._opened: _Opened | None = None
        self._next_lag = 0.0

    def run(self) -> None:
        """Work until the end is asked for; the batch that was read is done then.

        Raises:
            ConfigurationError: The source does not fit what is there, or what is asked for
                is gone from it.
        """
        self._work.pipeline.check(self._work.targets)
        try:
            reader = self._patience.insist(self._work.reader.__enter__)
        except Stopped:
            return
        with contextlib.ExitStack() as ending:
            ending.push(reader)
            ending.callback(self._close)
            with contextlib.suppress(Stopped):  # what is not acknowledged stays in the store
                if self._is_ours(reader):
                    self._read()

    def _is_ours(self, reader: OnlyReader) -> bool:
        """Wait while another process runs the source; False where we are to end first."""
        if reader.try_now():
            return True
        self._tally.state = State.IDLE
        fields = {"event": "connector.standby", "connector": self._work.name}
        message = f"{self._work.name}: another process reads it; this one waits for its end"
        LOG.info(message, extra={"fields": fields})
        return reader.wait(self._stop)

    def _read(self) -> None:
        self._patience.insist(self._open)
        self._tally.state = State.RUNNING
        while not self._stop.is_set():
            try:
                is_over = not self._step()
            except TargetFailure as error:
                self._begin_again(error)
                continue
            if is_over:
                self._tally.state = State.IDLE
                self._stop.wait()

    def _open(self) -> None:
        """Open the source, and read its first batch: what fails only then fails here."""
        self._close()
        with contextlib.ExitStack() as opening:
            source = opening.enter_context(self._work.make())
            position = self._work.position.load(source.identity)
            if position is not None:
                source.acknowledge(position)
            batches = iter(source.changes(position))
            first = [one for one in [next(batches, None)] if one is not None]
            self._opened = _Opened(source, batches, opening.pop_all().close, first)

    def _begin_again(self, error: TargetFailure) -> None:
        """Let go of the source, and wait until it is there again."""
        first = [error]

        def work() -> None:
            if first:
                raise first.pop()
            self._open()

        self._patience.insist(work)

    def _step(self) -> bool:
        """Take the next batch over; whether there was one.

        Raises:
            TargetFailure: The store is away.
        """
        if self._opened is None:
            raise TargetFailure(f"{self._work.name} is not open")
        started = time.perf_counter()
        batch = self._opened.next()
        if batch is None:
            return False
        if batch:
            self._take(self._opened.source, batch)
            self._tally.seconds += time.perf_counter() - started
            self._tally.batches += 1
        self._measure(self._opened.source)
        return True

    def _take(self, source: Source, batch: Sequence[Change]) -> None:
        """Append a batch; then the position is saved, and then the store is told."""
        identity, position = source.identity, batch[-1].position
        admitted = self._work.pipeline.admit(identity, batch)
        if admitted.entries:
            self._append(identity, batch, admitted)
        if position is not None:
            self._patience.insist(lambda: self._work.position.save(identity, position))
        source.acknowledge(position)

    def _append(self, identity: str, batch: Sequence[Change], admitted: Admitted) -> None:
        entries: Sequence[Entry] = admitted.entries
        letters = len(admitted.letters)
        try:
            self._patience.insist(lambda: self._work.log.append(entries))
        except EntryRefused:
            letters += self._append_apart(identity, batch, entries)
        self._tally.rows += len(entries)
        self._tally.bytes += sum(len(one.value) for one in entries)
        self._tally.dead_letters += letters

    def _append_apart(
        self, identity: str, batch: Sequence[Change], entries: Sequence[Entry]
    ) -> int:
        """Append one by one, and error events for those that the log refuses; their count."""
        changes = [one for one in batch if one.event is not None or one.problem is not None]
        refused = 0
        for change, entry in zip(changes, entries, strict=True):
            try:
                self._patience.insist(partial(self._work.log.append, [entry]))
            except EntryRefused as error:
                refusal = Refusal(Reason.LOG_REFUSED, error.message, change.event)
                letter = self._work.pipeline.letter(identity, change, refusal, Facts({}))
                self._patience.insist(partial(self._work.log.append, [letter]))
                refused += 1
        return refused

    def _measure(self, source: Any) -> None:
        now = time.monotonic()
        if now >= self._next_lag and isinstance(source, Lagging):
            self._next_lag = now + _LAG_SECONDS
            self._tally.lag = source.lag()

    def _close(self) -> None:
        """Let go of the source; one that fails at that is let go of all the same."""
        opened, self._opened = self._opened, None
        if opened is None:
            return
        with contextlib.suppress(TargetFailure):
            opened.close()
