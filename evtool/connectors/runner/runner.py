"""One connector at work: read, batch, deliver, commit; until it is told to end."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from evtool.connectors.batch import Delivery
from evtool.connectors.config import DeliveryConfig
from evtool.connectors.failure import NotAnEvent, TargetFailure
from evtool.connectors.runner.batcher import Batcher
from evtool.connectors.runner.breaker import Breaker
from evtool.connectors.runner.dead_letters import DeadLetters, ErrorStream
from evtool.connectors.runner.deliverer import Deliverer
from evtool.connectors.runner.load import Load
from evtool.connectors.runner.patience import Patience, Stopped
from evtool.connectors.runner.positions import Positions, behind
from evtool.connectors.runner.reader import Reader
from evtool.connectors.runner.tally import State, Tally
from evtool.connectors.runner.target import Target
from evtool.connectors.selection import Selection
from evtool.connectors.sink import Guarantee, Sink
from evtool.log.event_log import EventLog, LogUnavailable

LOG = logging.getLogger("evtool.connectors")

MOST_POLLED = 2_000
"""So many records are read at a time. The log bounds their bytes, at 32 MiB about."""

_PATIENT = 0.5
"""Seconds that a poll waits at most: then it is looked whether the connector is to end."""


@dataclass(frozen=True)
class Work:
    """What one connector is to do; `make` gives a new sink of its options."""

    name: str
    config: DeliveryConfig
    selection: Selection
    make: Callable[[], Sink]
    log: EventLog
    error_stream: ErrorStream


class Runner:
    """Runs one connector in one thread.

    At no time does it hold more than one load (`batch_rows`, `batch_bytes`), one read of
    the log, and what the sink makes of the load, whatever the backlog is.
    """

    def __init__(self, work: Work, tally: Tally, stop: threading.Event) -> None:
        self._work, self._tally, self._stop = work, tally, stop
        config = work.config
        self._reader = Reader(work.log, work.name, work.selection.subscription, config.start)
        self._batcher = Batcher(config)
        self._target = Target(work.make)
        self._positions = Positions(self._target.positions)
        self._patience = Patience(work.name, tally, stop, self._keep_alive)
        self._deliverer = Deliverer(
            self._target,
            DeadLetters(work.log, work.name, work.error_stream),
            Breaker(config.most_failures),
            self._patience,
            tally,
        )

    def run(self) -> None:
        """Work until the end is asked for; what is batched then is delivered, if it can be.

        Raises:
            ConfigurationError: The sink does not fit what is there.
            TooManyFailures: Records fail, and not by themselves.
        """
        if self._work.selection.is_empty:
            self._tally.state = State.IDLE
            self._stop.wait()
            return
        try:
            self._patience.insist(self._start)
            self._tally.state = State.RUNNING
            while not self._stop.is_set():
                self._step()
            self._flush()
        except Stopped:
            return  # what is not delivered is not committed
        finally:
            self._reader.close()
            self._target.close()

    def _start(self) -> None:
        """Open the sink; where it was put back to an older state, the group goes back too.

        That is so for transactional sinks: others do not keep what was left out.
        """
        committed = self._reader.committed()  # before the positions: those only grow meanwhile
        stored = self._target.positions()
        if self._target.sink.guarantee is not Guarantee.TRANSACTIONAL:
            return
        back = behind(committed, stored)
        for place, offset in back.items():
            fields = {"event": "connector.put_back", "connector": self._work.name}
            message = f"{self._work.name}: the store is at offset {offset} of {place.topic}"
            LOG.warning("%s: reading from there again", message, extra={"fields": fields})
        self._reader.put_back(back)

    def _step(self) -> None:
        """Read a little; deliver what is due."""
        now = time.monotonic()
        due = self._batcher.wait(now)
        most = max(1, min(self._batcher.room, MOST_POLLED))
        seconds = _PATIENT if due is None else min(due, _PATIENT)
        self._read(most, seconds)
        if self._batcher.is_due(time.monotonic()):
            self._flush()

    def _read(self, most: int, seconds: float) -> None:
        try:
            records = self._reader.poll(most, seconds)
            marked = self._positions.split(records) if records else ()
        except (LogUnavailable, TargetFailure) as error:
            self._begin_again(error)
            return
        now = time.monotonic()
        for place, offset in self._positions.again.items() if records else ():
            self._batcher.drop(place, offset)
        for record, is_stored in marked:
            delivery = Delivery(record, self._work.selection.by_topic.get(record.topic, ""))
            is_wanted = not is_stored and self._is_wanted(delivery)
            self._tally.already_there += is_stored
            self._tally.left_out += not is_stored and not is_wanted
            self._batcher.add(delivery, now, done=not is_wanted)
            if self._batcher.is_full:
                self._flush()

    def _begin_again(self, error: LogUnavailable | TargetFailure) -> None:
        """Give everything up that is not committed, and wait until all is there again."""
        self._batcher.take()
        self._reader.rejoin()
        self._positions.forget()
        first = [error]

        def work() -> None:
            if first:
                raise first.pop()
            self._start()

        self._patience.insist(work)

    def _is_wanted(self, delivery: Delivery) -> bool:
        try:
            if not self._work.config.canary and is_canary(delivery):
                return False
            return self._work.selection.delivery(delivery)
        except NotAnEvent:
            return True  # it will fail, and be told of

    def _flush(self) -> None:
        load = self._batcher.take()
        if not load:
            return
        try:
            self._deliverer.deliver(load)
        finally:
            self._commit(load)

    def _commit(self, load: Load) -> None:
        done = load.prefix
        self._patience.insist(lambda: self._reader.commit(done))

    def _keep_alive(self) -> None:
        try:
            self._reader.keep_alive()
        except LogUnavailable:
            return  # the next poll tells


def is_canary(delivery: Delivery) -> bool:
    """Whether an event is an artificial one (`meta.domain: canary`).

    Values without the word are not decoded for this.
    """
    value = delivery.record.value
    if b"canary" not in value and b"\\u" not in value:
        return False
    return delivery.meta.get("domain") == "canary"
