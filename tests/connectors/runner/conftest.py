"""What tests of connectors share: events in a log in memory, and a runner around them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from evtool.connectors.config import DeliveryConfig
from evtool.connectors.runner.dead_letters import ErrorStream
from evtool.connectors.runner.runner import Runner, Work
from evtool.connectors.runner.tally import Tally
from evtool.connectors.selection import Selection
from evtool.connectors.sinks.memory import STORES, MemorySink, MemorySinkConfig, MemoryStore
from evtool.log.memory import MemoryLog
from evtool.log.record import Entry, Record, TopicPartition

ERRORS = "errors"


def entry(number: int, topic: str = "shop", *, partition: int | None = None, **meta: Any) -> Entry:
    """One event as it is appended."""
    event = {"$schema": "/shop/1.0.0", "meta": {"stream": topic, **meta}, "number": number}
    return Entry(topic, json.dumps(event).encode(), number, partition=partition)


@dataclass
class Bench:
    """A log, a store, and how the runner is set up."""

    log: MemoryLog = field(default_factory=lambda: MemoryLog(partitions=3))
    store: MemoryStore = field(default_factory=MemoryStore)
    config: DeliveryConfig = field(
        default_factory=lambda: DeliveryConfig("memory", batch_rows=10, batch_seconds=0.01)
    )
    selection: Selection = field(default_factory=lambda: Selection(topics=("shop",)))
    sink: MemorySinkConfig = field(default_factory=MemorySinkConfig)
    tally: Tally = field(default_factory=Tally)
    stop: threading.Event = field(default_factory=threading.Event)

    def append(self, *entries: Entry) -> None:
        """Append events, each on its own: they go to partitions in turn."""
        for one in entries:
            self.log.append([one])

    def runner(self) -> Runner:
        """A new runner for the same connector."""
        work = Work(
            "test",
            self.config,
            self.selection,
            lambda: MemorySink(self.sink),
            self.log,
            ErrorStream(ERRORS, ERRORS),
        )
        return Runner(work, self.tally, self.stop)

    def run(self, until: Callable[[], bool], seconds: float = 10.0) -> None:
        """Run until something holds, or until the runner ends by itself; its error is raised."""
        found: list[BaseException] = []

        def work() -> None:
            try:
                self.runner().run()
            except BaseException as error:  # noqa: BLE001 - raised below, in the test's thread
                found.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        waited = threading.Event()
        for _ in range(int(seconds / 0.005)):
            if until() or not thread.is_alive():
                break
            waited.wait(0.005)
        self.stop.set()
        thread.join(10)
        self.stop.clear()
        assert not thread.is_alive()
        if found:
            raise found[0]

    @property
    def lag(self) -> int:
        """How many records of its topics the group has not committed."""
        done = self.log.committed("evtool-connect-test")
        return sum(
            marks.next - done.get(place, 0)
            for place, marks in self.log.topics().items()
            if place.topic != ERRORS
        )

    def is_done(self) -> bool:
        """Whether all is committed."""
        return self.lag == 0

    def numbers(self) -> list[int]:
        """The numbers of the events in the store, sorted."""
        return sorted(json.loads(one.value)["number"] for one in self.store.records.values())

    def letters(self) -> list[Record]:
        """The events of the error stream."""
        return [
            record
            for place in self.log.topics()
            if place.topic == ERRORS
            for record in self.log.read(TopicPartition(ERRORS, place.partition), 0)
        ]


@pytest.fixture
def bench() -> Iterator[Bench]:
    """Give a log and a store that are empty."""
    made = Bench()
    STORES["default"] = made.store
    yield made
    STORES.clear()


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    """Give the function that makes one event as it is appended."""
    return entry
