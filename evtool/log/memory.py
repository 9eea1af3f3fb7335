"""A log that lives as long as its process: for tests, and for trying things out."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evtool.log.consumer import GroupConsumer
from evtool.log.event_log import EARLIEST
from evtool.log.memory_group import MemoryGroup, MemoryMembership
from evtool.log.partition import Partitioner
from evtool.log.record import Entry, Record, TopicPartition, Watermarks
from evtool.log.topic import check_topic


@dataclass(slots=True)
class Partition:
    """One sequence of records; `first` is the offset of the oldest one that is left."""

    records: list[Record] = field(default_factory=list)
    first: int = 0

    @property
    def next(self) -> int:
        """The offset that the next record gets."""
        return self.first + len(self.records)


class MemoryLog:
    """A log in memory. All threads of the process may use it; no other process sees it."""

    def __init__(self, *, partitions: int = 1) -> None:
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
            places = [
                TopicPartition(entry.topic, self._partitioner.partition(entry)) for entry in entries
            ]
            for entry, place in zip(entries, places, strict=True):
                partition = self.partitions.setdefault(place, Partition())
                partition.records.append(
                    Record(
                        *place, partition.next, entry.timestamp, entry.key, entry.headers,
                        entry.value,
                    )
                )  # fmt: skip
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

    def _group(self, name: str) -> MemoryGroup:
        return self._groups.setdefault(name, MemoryGroup())

    def _notice(self) -> int:
        """How many appends this thread knows of."""
        if not hasattr(self._seen, "appends"):
            self._seen.appends = self.appends
        return int(self._seen.appends)
