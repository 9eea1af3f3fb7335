"""The two sides of a spool: the local log, and the log it is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from evtool.log.event_log import EventLog, LogError
from evtool.log.record import Entry, TopicPartition


class Store(EventLog, Protocol):
    """The local log: durable, shared by the processes of one machine."""

    def size(self) -> int:
        """How many bytes its records take up."""

    def trim(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Remove the records before an offset, in each of these partitions."""


class Target(EventLog, Protocol):
    """The log that the entries are for."""

    @property
    def trouble(self) -> str | None:
        """What keeps it from taking entries at present, as far as it knows."""

    def examine(self, entries: Sequence[Entry]) -> None:
        """Refuse what it will never take, without asking anybody.

        Raises:
            EntryRefused: One of them.
        """

    def deliver(self, entries: Sequence[Entry]) -> Sequence[LogError | None]:
        """The fate of each entry: None once it is durable."""

    def reached(self) -> Mapping[TopicPartition, int]:
        """Behind the last entry that was delivered since the last call, in each partition."""

    def ends(self, topics: Collection[str]) -> Mapping[TopicPartition, int]:
        """The next offset of each partition of these topics that is there.

        Raises:
            LogError: It cannot be asked.
        """
