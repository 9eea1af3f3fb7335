"""A log of its own in a cluster that others use too: names get a prefix on their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evtool.log.event_log import EARLIEST
from evtool.log.kafka import KafkaLog
from evtool.log.kafka.member import Member
from evtool.log.kafka.options import kafka_options
from evtool.log.record import Entry, Record, TopicPartition, Watermarks
from evtool.log.topic import check_topic, topic_test


class Room:
    """A Kafka log as it would be in an empty cluster."""

    def __init__(self, address: str, name: str, partitions: int) -> None:
        given = {"create_topics": True, "partitions": partitions, "linger.ms": 0}
        self._options = kafka_options(address, {**given, "partitioner": "consistent_random"})
        self._log = KafkaLog(self._options)
        self._prefix = f"{name}."

    def append(self, entries: Sequence[Entry]) -> None:
        """Append with the prefix."""
        for entry in entries:
            check_topic(entry.topic)
        self._log.append([entry._replace(topic=self._prefix + entry.topic) for entry in entries])

    def close(self) -> None:
        """Close the log."""
        self._log.close()

    def topics(self) -> Mapping[TopicPartition, Watermarks]:
        """Give what has something in it: Kafka makes all partitions of a topic at once."""
        found = self._log.topics().items()
        return {
            self._inside(place): marks
            for place, marks in found
            if place.topic.startswith(self._prefix) and marks.next
        }

    def read(self, place: TopicPartition, offset: int, most: int = 1000) -> Sequence[Record]:
        """Read without the prefix."""
        found = self._log.read(self._outside(place), offset, most)
        return [self._bare(record) for record in found]

    def find_offset(self, place: TopicPartition, timestamp: int) -> int:
        """Search by time."""
        return self._log.find_offset(self._outside(place), timestamp)

    def wait(self, seconds: float) -> bool:
        """Wait for anything in the cluster."""
        return self._log.wait(seconds)

    def consumer(
        self, group: str, topics: Sequence[str] = (), *, start: str = EARLIEST
    ) -> RoomMember:
        """Join a group of the room."""
        wanted = topic_test(topics)
        at = len(self._prefix)
        member = Member(
            self._options, self._prefix + group, start,
            lambda name: name.startswith(self._prefix) and wanted(name[at:]),
        )  # fmt: skip
        return RoomMember(self, member)

    def committed(self, group: str) -> Mapping[TopicPartition, int]:
        """Give the offsets of a group of the room."""
        found = self._log.committed(self._prefix + group)
        return {self._inside(place): offset for place, offset in found.items()}

    def commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set the offsets of a group of the room."""
        outside = {self._outside(place): offset for place, offset in offsets.items()}
        self._log.commit(self._prefix + group, outside)

    def groups(self) -> Sequence[str]:
        """Give the groups of the room."""
        at = len(self._prefix)
        return [name[at:] for name in self._log.groups() if name.startswith(self._prefix)]

    def _inside(self, place: TopicPartition) -> TopicPartition:
        return TopicPartition(place.topic.removeprefix(self._prefix), place.partition)

    def _outside(self, place: TopicPartition) -> TopicPartition:
        return TopicPartition(self._prefix + place.topic, place.partition)

    def _bare(self, record: Record) -> Record:
        return record._replace(topic=record.topic.removeprefix(self._prefix))


class RoomMember:
    """A member of a group of the room."""

    def __init__(self, room: Room, member: Member) -> None:
        self._room, self._member = room, member

    def poll(self, most: int, seconds: float) -> Sequence[Record]:
        """Poll without the prefix."""
        return [self._room._bare(record) for record in self._member.poll(most, seconds)]

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Commit with the prefix."""
        outside = {self._room._outside(place): offset for place, offset in offsets.items()}
        self._member.commit(outside)

    def close(self) -> None:
        """Leave."""
        self._member.close()
