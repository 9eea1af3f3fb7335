"""A log that lives as long as its process: for tests, and for trying things out."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evtool.log.consumer import GroupConsumer
from evtool.log.event_log import EARLIEST
from evtool.log.memory_group import MemoryGroup, MemoryMembership
from evtool.log.partition import Partitioner
from evtool.log.record import Entry, Record, TopicPartition, Watermarks
from evtool.log.retention import Limit, Retention
from evtool.log.topic import check_topic


@dataclass(frozen=True, slots=True)
class Batch:
    """What one append brought: when, in milliseconds, and how much."""

    stored: int
    records: int
    size: int


@dataclass(slots=True)
class Partition:
    """One sequence of records; `first` is the offset of the oldest one that is left."""

    records: list[Record] = field(default_factory=list)
    first: int = 0
    batches: list[Batch] = field(default_factory=list)

    @property
    def next(self) -> int:
        """The offset that the next record gets."""
        return self.first + len(self.records)

    def add(self, place: TopicPartition, entries: Sequence[Entry]) -> None:
        """Append the entries of one call."""
        for entry in entries:
            _, value, timestamp, key, headers, _ = entry
            self.records.append(Record(*place, self.next, timestamp, key, headers, value))
        size = sum(len(entry.value) for entry in entries) + len(entries) - 1
        self.batches.append(Batch(time.time_ns() // 1_000_000, len(entries), size))

    def retain(self, limit: Limit, now: int) -> int:
        """Remove what a limit does not keep: whole batches, the oldest ones."""
        removed = 0
        while self.batches and self._is_to_go(limit, now):
            removed += self.batches.pop(0).records
        del self.records[:removed]
        self.first += removed
        return removed

    def _is_to_go(self, limit: Limit, now: int) -> bool:
        if limit.age is not None and self.batches[0].stored < now - limit.age:
            return True
        size = sum(batch.size for batch in self.batches)
        return limit.size is not None and len(self.batches) > 1 and size > limit.size


class MemoryLog:
    """A log in memory. All threads of the process may use it; no other process sees it."""

    def __init__(self, *, partitions: int = 1, retention: Retention | None = None) -> None:
        self.retention = retention or Retention()
        self.partitions: dict[TopicPartition, Partition] = {}
        self.news = threading.Condition()
        self.appends = 0
        self._partitioner = Partitioner(partitions)
        self._seen = threading.local()
        self._groups: dict[str, MemoryGroup] = {}

    def append(self, entries: Sequence[Entry]) -> None:
        """Append entries, in order within each partition."""
        for topic in {entry.topic for entry in entries}:
            check_topic(topic)
        with self.news:
            self._partitioner.turn()
            groups: dict[TopicPartition, list[Entry]] = {}
            for entry in entries:
                place = TopicPartition(entry.topic, self._partitioner.partition(entry))
                groups.setdefault(place, []).append(entry)
            for place, group in groups.items():
                self.partitions.setdefault(place, Partition()).add(place, group)
            self.appends += bool(entries)
            self.news.notify_all()

    def close(self) -> None:
        """Do nothing: what is in memory stays readable as long as the log is there."""

    def topics(self) -> Mapping[TopicPartition, Watermarks]:
        """Every partition with its watermarks."""
        with self.news:
            return {
                place: Watermarks(partition.first, partition.next)
                for place, partition in sorted(self.partitions.items())
            }

    def read(self, place: TopicPartition, offset: int, most: int = 1000) -> Sequence[Record]:
        """Records of a partition from an offset on, oldest first."""
        with self.news:
            self._notice()
            partition = self.partitions.get(place)
            if partition is None:
                return []
            start = max(0, offset - partition.first)
            return partition.records[start : start + most]

    def find_offset(self, place: TopicPartition, timestamp: int) -> int:
        """The offset of the first record that is not older; the next offset if all are older."""
        with self.news:
            partition = self.partitions.get(place, Partition())
            for record in partition.records:
                if record.timestamp >= timestamp:
                    return record.offset
            return partition.next

    def wait(self, seconds: float) -> bool:
        """Wait until something was appended since this thread last waited, or began to read."""
        with self.news:
            seen = self._notice()
            found = self.news.wait_for(lambda: self.appends > seen, seconds)
            self._seen.appends = self.appends
            return found

    def consumer(
        self, group: str, topics: Sequence[str] = (), *, start: str = EARLIEST
    ) -> GroupConsumer:
        """Join a consumer group: its members share the partitions of the topics."""
        return GroupConsumer(MemoryMembership(self, self._group(group), topics, start))

    def committed(self, group: str) -> Mapping[TopicPartition, int]:
        """The offsets from which a group goes on."""
        with self.news:
            return dict(self._group(group).committed)

    def commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set the offsets from which a group goes on; members lose these partitions."""
        with self.news:
            found = self._group(group)
            found.committed.update(offsets)
            for place in offsets:
                found.leases.pop(place, None)
            found.changes += 1
            self.news.notify_all()

    def groups(self) -> Sequence[str]:
        """The names of all groups that have committed offsets."""
        with self.news:
            return sorted(name for name, group in self._groups.items() if group.committed)

    def retain(self, now: int | None = None) -> int:
        """Remove what the retention does not keep; how many records. See `SqliteLog`."""
        moment = time.time_ns() // 1_000_000 if now is None else now
        with self.news:
            return sum(
                partition.retain(self._limit(place.topic), moment)
                for place, partition in self.partitions.items()
            )

    def _limit(self, topic: str) -> Limit:
        """The limit of one partition: those of a topic share its size."""
        limit = self.retention.limit(topic)
        if limit.size is None:
            return limit
        number = sum(place.topic == topic for place in self.partitions)
        return Limit(limit.age, limit.size // number)

    def _group(self, name: str) -> MemoryGroup:
        return self._groups.setdefault(name, MemoryGroup())

    def _notice(self) -> int:
        """How many appends this thread knows of."""
        if not hasattr(self._seen, "appends"):
            self._seen.appends = self.appends
        return int(self._seen.appends)
