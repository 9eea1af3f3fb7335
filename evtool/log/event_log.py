"""What every log can do, whatever keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from evtool.errors import EvtoolError
from evtool.log.record import Entry, Record, TopicPartition, Watermarks

EARLIEST = "earliest"
LATEST = "latest"


class LogError(EvtoolError):
    """A log cannot do what was asked."""


class LogUnavailable(LogError):
    """Nothing is wrong with the entries: the disk is full, the broker is away. Try again."""


class EntryRefused(LogError):
    """The log will never take an entry: it is too large, or its topic has no valid name."""


class Appender(Protocol):
    """Takes entries in. All methods may be called from any thread."""

    def append(self, entries: Sequence[Entry]) -> None:
        """Append entries, in order within each partition; when this returns they are durable.

        Raises:
            LogUnavailable: None of them counts as appended; some may be there all the same.
            EntryRefused: The log will not take them, however often they are offered.
        """

    def close(self) -> None:
        """Let go of files and connections; a second call does nothing."""


@runtime_checkable
class PromptAppender(Appender, Protocol):
    """An appender that may have to wait for other processes, and can do without."""

    def append_within(self, entries: Sequence[Entry], seconds: float) -> bool:
        """As `append`, but wait for others no longer than this; False: nothing was appended.

        Raises:
            LogUnavailable: See `append`.
            EntryRefused: See `append`.
        """


class EventLog(Appender, Protocol):
    """An appender whose records can be read again, by any number of processes."""

    def topics(self) -> Mapping[TopicPartition, Watermarks]:
        """Every partition with its watermarks."""

    def read(self, place: TopicPartition, offset: int, most: int = 1000) -> Sequence[Record]:
        """Records of a partition from an offset on, oldest first; none where there are none yet.

        Offsets that retention has removed are passed over.
        """

    def find_offset(self, place: TopicPartition, timestamp: int) -> int:
        """The offset of the first record that is not older; the next offset if all are older."""

    def wait(self, seconds: float) -> bool:
        """Wait until something was appended, by whichever process; whether something was.

        What counts is the time since this thread last waited, or else began to read: an
        append between a read that gave nothing and the wait is not missed.
        """

    def consumer(
        self, group: str, topics: Sequence[str] = (), *, start: str = EARLIEST
    ) -> Consumer:
        """Join a consumer group: its members share the partitions of the topics.

        Args:
            group: Its name.
            topics: Names; a text between slashes is a regex. None means all topics.
            start: Where partitions begin that the group has never committed.
        """

    def committed(self, group: str) -> Mapping[TopicPartition, int]:
        """The offsets from which a group goes on."""

    def commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set the offsets from which a group goes on, whoever is a member."""

    def groups(self) -> Sequence[str]:
        """The names of all groups that have committed offsets."""


@runtime_checkable
class Retaining(Protocol):
    """A log that removes old records itself, and has to be told when."""

    def retain(self) -> int:
        """Remove what is not to be kept, for some seconds at most; how many records.

        To be called now and then from a thread of its own.
        """


class Consumer(Protocol):
    """One member of a consumer group. It is used by one thread."""

    def poll(self, most: int, seconds: float) -> Sequence[Record]:
        """Up to `most` records of the partitions that are this member's; waits `seconds` for one.

        Each record comes once to the group while nobody dies; after a failure what was not
        committed comes again.
        """

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Remember where the group goes on: the offset after the last record that is done.

        Raises:
            LogError: A partition is no longer this member's: another one reads it again.
        """

    def close(self) -> None:
        """Leave the group; its partitions go to other members at once."""
