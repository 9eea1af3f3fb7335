"""Every log does what a list would do, whatever happens in whichever order."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from evtool.log.memory import MemoryLog
from evtool.log.record import Entry, Record, TopicPartition
from evtool.log.retention import Limit, Retention
from evtool.log.sqlite.log import SqliteLog

TOPICS = some.sampled_from(["a", "b", "c"])
ENTRY = some.builds(
    Entry,
    TOPICS,
    some.binary(max_size=8),
    some.integers(0, 50),
    some.none() | some.binary(max_size=2),
    some.sampled_from([(), (("h", b"v"),)]),
    some.integers(0, 1),
)
LIMIT = 60


class LogAndList(RuleBasedStateMachine):
    """A log beside lists of all records that were ever in it."""

    def open(self) -> Any:
        """Open the log."""
        raise NotImplementedError

    @initialize()
    def begin(self) -> None:
        """Start with nothing."""
        self.folder = tempfile.TemporaryDirectory()
        self.log = self.open()
        self.records: dict[TopicPartition, list[Record]] = {}
        self.committed: dict[TopicPartition, int] = {}

    def teardown(self) -> None:
        """Close the log."""
        self.log.close()
        self.folder.cleanup()

    @rule(entries=some.lists(ENTRY, max_size=6))
    def append(self, entries: list[Entry]) -> None:
        """Append to both."""
        self.log.append(entries)
        for entry in entries:
            place = TopicPartition(entry.topic, entry.partition or 0)
            held = self.records.setdefault(place, [])
            _, value, time, key, headers, _ = entry
            held.append(Record(*place, len(held), time, key, headers, value))

    @rule(
        topic=TOPICS,
        number=some.integers(0, 1),
        offset=some.integers(0, 40),
        most=some.integers(1, 30),
    )
    def read(self, topic: str, number: int, offset: int, most: int) -> None:
        """Read from anywhere."""
        place = TopicPartition(topic, number)
        assert list(self.log.read(place, offset, most)) == self.left(place, offset)[:most]

    @rule(topic=TOPICS, number=some.integers(0, 1), time=some.integers(0, 51))
    def find(self, topic: str, number: int, time: int) -> None:
        """Find a time."""
        place = TopicPartition(topic, number)
        wanted = [one.offset for one in self.left(place, 0) if one.timestamp >= time]
        end = len(self.records.get(place, []))
        assert self.log.find_offset(place, time) == (wanted[0] if wanted else end)

    @rule(topic=TOPICS, most=some.integers(1, 20))
    def consume(self, topic: str, most: int) -> None:
        """Read as a group, and commit."""
        consumer = self.log.consumer("g", [topic])
        records = consumer.poll(most, 0)
        for record in records:
            start = self.committed.get(record.place, 0)
            assert record == self.left(record.place, start)[0]
            self.committed[record.place] = record.offset + 1
        consumer.commit({one.place: one.offset + 1 for one in records})
        consumer.close()

    @rule()
    def retain(self) -> None:
        """Remove what is too much."""
        self.log.retain()
        for place, marks in self.log.topics().items():
            partitions = sum(one.topic == place.topic for one in self.records)
            kept = sum(len(record.value) + 1 for record in self.left(place, 0))
            assert marks.next == len(self.records[place])
            assert kept <= LIMIT // partitions + 10 * 6

    @invariant()
    def ends_are_right(self) -> None:
        """Each partition ends where its list ends, and groups stand where they committed."""
        if hasattr(self, "records"):
            ends = {place: marks.next for place, marks in self.log.topics().items()}
            assert ends == {place: len(held) for place, held in self.records.items()}
            assert dict(self.log.committed("g")) == self.committed

    def left(self, place: TopicPartition, offset: int) -> list[Record]:
        """What the list has from an offset on, as far as it was not removed."""
        marks = self.log.topics().get(place)
        first = marks.first if marks else 0
        return self.records.get(place, [])[max(first, offset) :]


class Sqlite(LogAndList):
    """The embedded log."""

    def open(self) -> SqliteLog:
        """Open it in a fresh folder."""
        return SqliteLog(Path(self.folder.name) / "log.db", retention=Retention(Limit(size=LIMIT)))

    @rule()
    def reopen(self) -> None:
        """Go on with another process, as it were."""
        self.log.close()
        self.log = self.open()


class Memory(LogAndList):
    """The log in memory."""

    def open(self) -> MemoryLog:
        """Open it."""
        return MemoryLog(retention=Retention(Limit(size=LIMIT)))


@pytest.mark.parametrize(("machine", "examples"), [(Sqlite, 15), (Memory, 40)])
def test_a_log_is_like_a_list(machine: type[LogAndList], examples: int) -> None:
    """No order of appends, reads, commits and removals tells them apart."""
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        machine, settings=settings(max_examples=examples, stateful_step_count=40, deadline=None)
    )
