"""The embedded log as a whole: one writer, a reader for each thread, and the groups."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from evtool.log.consumer import GroupConsumer
from evtool.log.event_log import EARLIEST
from evtool.log.record import Entry, Record, TopicPartition, Watermarks
from evtool.log.retention import Retention
from evtool.log.sqlite import leases, read
from evtool.log.sqlite.append import Writer
from evtool.log.sqlite.database import connect, told, transaction
from evtool.log.sqlite.member import SqliteMembership
from evtool.log.sqlite.retain import retain

_POLL_SECONDS = 0.02
_inherited: list[object] = []
"""Connections of a parent process: SQLite forbids a child to use them, and to close them."""


class SqliteLog:
    """A log in one SQLite file. Nothing is opened before it is used.

    Args:
        path: The file; it and its folder are made by the first append.
        partitions: How many a topic has.
        retention: What `retain` removes.
        busy_seconds: How long to wait for other processes that write.
        session_seconds: How long a consumer may be silent before others take its place.
    """

    def __init__(
        self,
        path: Path,
        *,
        partitions: int = 1,
        retention: Retention | None = None,
        busy_seconds: float = 10.0,
        session_seconds: float = 10.0,
    ) -> None:
        self.path = path
        self.retention = retention or Retention()
        self._partitions = partitions
        self._busy_seconds = busy_seconds
        self._session_seconds = session_seconds
        self._start()

    def _start(self) -> None:
        self._process = os.getpid()
        self._writer = Writer(self.path, self._partitions, self._busy_seconds)
        self._readers = read.Readers(self.path, self._busy_seconds)

    def _notice_fork(self) -> None:
        if self._process != os.getpid():
            _inherited.extend((self._writer, self._readers))
            self._start()

    def append(self, entries: Sequence[Entry]) -> None:
        """Append entries; when this returns they are on the disk."""
        self._notice_fork()
        if entries:
            self._writer.append(entries)

    def append_within(self, entries: Sequence[Entry], seconds: float) -> bool:
        """As `append`; False if another process would not let it begin for so long."""
        self._notice_fork()
        return not entries or self._writer.append_within(entries, seconds)

    def close(self) -> None:
        """Close all connections."""
        self._notice_fork()
        self._readers.close()
        self._writer.close()

    def topics(self) -> Mapping[TopicPartition, Watermarks]:
        """Every partition with its watermarks."""
        self._notice_fork()
        with told(self.path):
            handle = self._readers.handle()
            return read.topics(handle) if handle else {}

    def read(self, place: TopicPartition, offset: int, most: int = 1000) -> Sequence[Record]:
        """Records of a partition from an offset on, oldest first."""
        self._notice_fork()
        with told(self.path):
            handle = self._readers.handle()
            return read.read(handle, place, offset, most) if handle else []

    def find_offset(self, place: TopicPartition, timestamp: int) -> int:
        """The offset of the first record that is not older; the next offset if all are older."""
        self._notice_fork()
        with told(self.path):
            handle = self._readers.handle()
            return read.find_offset(handle, place, timestamp) if handle else 0

    def wait(self, seconds: float) -> bool:
        """Wait until something was appended since this thread last waited, or began to read."""
        self._notice_fork()
        deadline = time.monotonic() + seconds
        while not self._news():
            rest = deadline - time.monotonic()
            if rest <= 0:
                return False
            time.sleep(min(rest, _POLL_SECONDS))
        return True

    def consumer(
        self, group: str, topics: Sequence[str] = (), *, start: str = EARLIEST
    ) -> GroupConsumer:
        """Join a consumer group: its members share the partitions of the topics."""
        return GroupConsumer(
            SqliteMembership(self.path, group, topics, start, self._session_seconds)
        )

    def committed(self, group: str) -> Mapping[TopicPartition, int]:
        """The offsets from which a group goes on."""
        self._notice_fork()
        with told(self.path):
            handle = self._readers.handle()
            return leases.committed(handle.connection, group) if handle else {}

    def commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set the offsets from which a group goes on.

        Members that have the partitions lose them, and whoever takes them begins there.
        """
        self._notice_fork()
        with self._writer.lock, told(self.path):
            connection = self._writer.connection()
            numbers = self._writer.know_places(connection, offsets)
            places = {numbers[place]: offset for place, offset in offsets.items()}
            with transaction(connection, self._busy_seconds):
                leases.commit(connection, group, places)
                leases.release(connection, group, places)
            self._writer.check_still_there()

    def groups(self) -> Sequence[str]:
        """The names of all groups that have committed offsets."""
        self._notice_fork()
        with told(self.path):
            handle = self._readers.handle()
            return leases.groups(handle.connection) if handle else []

    def retain(self, now: int | None = None) -> int:
        """Remove what the retention does not keep, for some seconds at most.

        To be called now and then, from a thread that does nothing else at that time.

        Args:
            now: The time in milliseconds, if it is not that of the clock.

        Returns:
            How many records were removed.
        """
        if not self.retention:
            return 0
        with told(self.path):
            connection = connect(self.path, self._busy_seconds, create=False)
            if connection is None:
                return 0
            with contextlib.closing(connection):
                moment = time.time_ns() // 1_000_000 if now is None else now
                return retain(connection, self.retention, moment)

    def _news(self) -> bool:
        with told(self.path):
            handle = self._readers.handle()
            if handle is None:
                return False
            last = handle.last_id()
            news = last > handle.seen
            handle.seen = last
            return news
