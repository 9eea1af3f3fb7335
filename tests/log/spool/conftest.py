"""A store and a target in memory, with the failures that tests need."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from evtool.log.event_log import EntryRefused, LogError, LogUnavailable
from evtool.log.memory import MemoryLog
from evtool.log.record import Entry, TopicPartition
from evtool.log.spool.config import SpoolConfig
from evtool.log.spool.log import SpooledLog


class Store(MemoryLog):
    """A local log in memory."""

    full = False

    def __init__(self) -> None:
        super().__init__()
        self.offsets: dict[TopicPartition, int] = {}

    def append(self, entries: Sequence[Entry]) -> None:
        """Append, unless the disk is full."""
        if self.full:
            raise LogUnavailable("the disk is full")
        super().append(entries)

    def size(self) -> int:
        """Count the bytes of the values that are left."""
        with self.news:
            return sum(
                len(record.value)
                for partition in self.partitions.values()
                for record in partition.records
            )

    def trim(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Remove the records before the offsets."""
        with self.news:
            for place, offset in offsets.items():
                partition = self.partitions[place]  # the spool's own; never one of the brokers
                gone = max(0, offset - partition.first)
                del partition.records[:gone]
                partition.first += gone

    def committed(self, _group: str) -> Mapping[TopicPartition, int]:
        """Give the offsets of the only group."""
        return dict(self.offsets)

    def commit(self, _group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set the offsets of the only group."""
        self.offsets.update(offsets)


class Target(MemoryLog):
    """Brokers that can be away, refuse some values, and lack some topics."""

    def __init__(self) -> None:
        super().__init__(partitions=3)
        self.up = threading.Event()
        self.up.set()
        self.absent: set[str] = set()
        self.closed = False
        self.calls = 0
        self.news_of: dict[TopicPartition, int] = {}

    @property
    def trouble(self) -> str | None:
        """Tell what is wrong."""
        return None if self.up.is_set() else "connection refused"

    def examine(self, entries: Sequence[Entry]) -> None:
        """Refuse what is marked so."""
        if any(entry.value == b"never" for entry in entries):
            raise EntryRefused("never")

    def deliver(self, entries: Sequence[Entry]) -> list[LogError | None]:
        """Wait for the brokers, as the real one does."""
        self.calls += 1
        while not self.up.wait(0.01):
            if self.closed:
                return [LogUnavailable("closed")] * len(entries)
        return [self._take(entry) for entry in entries]

    def reached(self) -> Mapping[TopicPartition, int]:
        """Tell what was delivered since the last call."""
        reached, self.news_of = self.news_of, {}
        return reached

    def ends(self, topics: Collection[str]) -> Mapping[TopicPartition, int]:
        """Tell how far the topics reach, if the brokers are up."""
        if not self.up.is_set():
            raise LogUnavailable("connection refused")
        return {
            place: marks.next for place, marks in self.topics().items() if place.topic in topics
        }

    def close(self) -> None:
        """Give up what is on its way."""
        self.closed = True

    def values(self, topic: str) -> list[bytes]:
        """List what arrived in a topic, by partition."""
        return [
            record.value
            for place in self.topics()
            if place.topic == topic
            for record in self.read(place, 0, 1_000_000)
        ]

    def _take(self, entry: Entry) -> LogError | None:
        if entry.topic in self.absent:
            return LogUnavailable(f"no topic {entry.topic}")
        if entry.value.startswith(b"refuse"):
            return EntryRefused("too large")
        before = self.topics()
        self.append([entry])
        for place, marks in self.topics().items():
            if place not in before or before[place].next < marks.next:
                self.news_of[place] = marks.next
        return None


@pytest.fixture
def store() -> Store:
    """Give an empty local log."""
    return Store()


@pytest.fixture
def target() -> Target:
    """Give brokers that are up."""
    return Target()


@pytest.fixture
def spool(store: Store, target: Target, tmp_path: Path) -> Iterator[Callable[..., SpooledLog]]:
    """Give a function that opens a spool; keys of its configuration are the arguments."""
    made: list[SpooledLog] = []

    def open_spool(**keys: Any) -> SpooledLog:
        log: Any = SpooledLog
        made.append(log(store, target, tmp_path / "spool.db", SpoolConfig(**keys)))
        return made[-1]

    yield open_spool
    for log in made:
        log.close()


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], None]:
    """Give a function that waits until something is true, for ten seconds."""

    def wait(test: Callable[[], Any]) -> None:
        deadline = time.monotonic() + 10
        while not test():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    return wait
