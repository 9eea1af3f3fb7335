"""What a log holds: records; and entries, which become records when they are appended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

Headers = tuple[tuple[str, bytes], ...]
"""Names and values that travel with a record; a name may come twice."""


class Entry(NamedTuple):
    """One event on its way into the log.

    `timestamp` is in milliseconds since 1970-01-01 UTC. Entries with equal keys of one
    topic go to one partition; `partition` overrules that.
    """

    topic: str
    value: bytes
    timestamp: int
    key: bytes | None = None
    headers: Headers = ()
    partition: int | None = None


class TopicPartition(NamedTuple):
    """One ordered sequence of records."""

    topic: str
    partition: int = 0


class Record(NamedTuple):
    """One event in the log; `offset` counts from 0 in its partition and never comes again."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    headers: Headers
    value: bytes

    @property
    def place(self) -> TopicPartition:
        """The partition it is in."""
        return TopicPartition(self.topic, self.partition)


@dataclass(frozen=True, slots=True)
class Watermarks:
    """The offsets of a partition: of its oldest record, and of the next one to come.

    `size` is that of the values, in bytes, where the log knows it.
    """

    first: int
    next: int
    size: int | None = field(default=None, compare=False)

    @property
    def count(self) -> int:
        """At most so many records are in it."""
        return self.next - self.first
