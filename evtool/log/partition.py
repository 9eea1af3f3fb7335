"""Which partition an entry goes to: its own choice, that of its key, or the next one."""

from __future__ import annotations

import zlib

from evtool.log.event_log import EntryRefused
from evtool.log.record import Entry, TopicPartition

MOST_PARTITIONS = 10_000


class Partitioner:
    """Spreads the entries of a topic over its partitions.

    Keys are spread as librdkafka's `consistent` partitioner does it, so that a log can
    move to Kafka and back. Entries without one change the partition from call to call
    and not from entry to entry: large batches are cheap ones.
    """

    def __init__(self, partitions: int = 1) -> None:
        self.partitions = partitions
        self._turn = -1

    def turn(self) -> None:
        """Go on to the next partition for entries without key."""
        self._turn = (self._turn + 1) % self.partitions

    def partition(self, entry: Entry) -> int:
        """The partition of an entry.

        Raises:
            EntryRefused: It asks for a partition that cannot be.
        """
        if entry.partition is not None:
            if 0 <= entry.partition < MOST_PARTITIONS:
                return entry.partition
            raise EntryRefused(
                f"{entry.topic} cannot have a partition {entry.partition}",
                hint=f"partitions count from 0 to {MOST_PARTITIONS - 1}",
            )
        if self.partitions == 1:
            return 0
        if entry.key is None:
            return self._turn % self.partitions
        return zlib.crc32(entry.key) % self.partitions

    def split(
        self, topic: str, entries: list[Entry], groups: dict[TopicPartition, list[Entry]]
    ) -> None:
        """Put the entries of a topic into the group of their partition, in their order."""
        if self.partitions == 1 and not any(entry[5] for entry in entries):
            groups[TopicPartition(topic)] = entries
            return
        for entry in entries:
            groups.setdefault(TopicPartition(topic, self.partition(entry)), []).append(entry)
