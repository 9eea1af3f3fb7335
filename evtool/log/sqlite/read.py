"""Reading from a log file: rows back into records, and the questions about partitions."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evtool.log.record import Record, TopicPartition, Watermarks
from evtool.log.sqlite.database import Identity, connect, identity, number
from evtool.log.sqlite.framing import Batch, unpack_extras, unpack_times, unpack_values

MOST_BYTES = 32 * 1024 * 1024
"""Reading stops beyond so many bytes of values, whatever was asked for."""

_CHUNK_FROM = """
WITH RECURSIVE back (id, previous, first) AS (
    SELECT id, previous, first FROM batches WHERE id = coalesce(
        (SELECT id FROM batches WHERE place = :place AND turn % 16 = 0 AND first > :offset
         ORDER BY first LIMIT 1),
        (SELECT last FROM places WHERE id = :place)
    )
    UNION ALL
    SELECT b.id, b.previous, b.first FROM back CROSS JOIN batches b ON b.id = back.previous
    WHERE back.first > :offset
)
SELECT b.first, b.count, b.sizes, b.times, b.extras, b.payload
FROM back CROSS JOIN batches b ON b.id = back.id
WHERE b.first + b.count > :offset ORDER BY b.id
"""

_BATCH_AT_TIME = """
WITH RECURSIVE back (id, previous, peak) AS (
    SELECT id, previous, peak FROM batches WHERE id = coalesce(
        (SELECT id FROM batches WHERE place = :place AND turn % 16 = 0 AND peak >= :time
         ORDER BY first LIMIT 1),
        (SELECT last FROM places WHERE id = :place)
    )
    UNION ALL
    SELECT b.id, b.previous, b.peak FROM back CROSS JOIN batches b ON b.id = back.previous
    WHERE b.peak >= :time
)
SELECT b.first, b.times FROM back CROSS JOIN batches b ON b.id = back.id
WHERE b.peak >= :time ORDER BY b.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """One row, as far as its records need it."""

    first: int
    count: int
    batch: Batch

    def records(self, place: TopicPartition, offset: int, most: int) -> list[Record]:
        """Its records from an offset on, at most so many."""
        start = max(0, offset - self.first)
        values = unpack_values(self.batch, start)
        times = unpack_times(self.batch)
        keys, headers = unpack_extras(self.batch)
        stop = min(self.count, start + most)
        return [
            Record(
                place.topic, place.partition, self.first + at,
                times[at], keys[at], headers[at], values[at - start],
            )
            for at in range(start, stop)
        ]  # fmt: skip


class Handle:
    """A connection of one thread for reading, and what it remembers of the file."""

    def __init__(self, connection: sqlite3.Connection, identity: Identity) -> None:
        self.connection = connection
        self.identity = identity
        self.seen = self.last_id()
        self._places: dict[TopicPartition, int] = {}

    def last_id(self) -> int:
        """The number of the last append; it only ever grows."""
        return number(self.connection, "SELECT seq FROM sqlite_sequence WHERE name = ?", "batches")

    def place(self, place: TopicPartition) -> int | None:
        """The number of a partition; None where it does not exist yet."""
        if place not in self._places:
            found = number(
                self.connection, "SELECT id FROM places WHERE topic = ? AND partition = ?", *place
            )
            if not found:
                return None
            self._places[place] = found
        return self._places[place]


class Readers:
    """One connection for each thread; none before the file is there."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self._path = path
        self._name = str(path)
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        self._all: weakref.WeakSet[Handle] = weakref.WeakSet()

    def handle(self) -> Handle | None:
        """That of this thread; a new one when the file was exchanged meanwhile."""
        found: Handle | None = getattr(self._local, "handle", None)
        if found is not None:
            if found.identity == identity(self._name):
                return found
            found.connection.close()
            self._local.handle = None
        return self._open()

    def _open(self) -> Handle | None:
        connection = connect(self._path, self._busy_seconds, create=False)
        if connection is not None and not number(connection, "PRAGMA user_version"):
            connection.close()  # another process is making it at this moment
            connection = None
        if connection is None:
            self._local.absent = True
            return None
        self._local.handle = made = Handle(connection, identity(self._name))
        if getattr(self._local, "absent", False):
            made.seen = 0  # all that is in it is new to this thread
        self._all.add(made)
        return made

    def close(self) -> None:
        """Close the connections of all threads."""
        for handle in list(self._all):
            handle.connection.close()
        self._local = threading.local()


def read(handle: Handle, place: TopicPartition, offset: int, most: int) -> Sequence[Record]:
    """Records of a partition from an offset on, oldest first."""
    found = handle.place(place)
    records: list[Record] = []
    size = 0
    while found is not None and len(records) < most and size < MOST_BYTES:
        chunk = handle.connection.execute(_CHUNK_FROM, {"place": found, "offset": offset})
        before = len(records)
        try:
            for first, count, *columns in chunk:
                batch = StoredBatch(first, count, Batch(*columns))
                records += batch.records(place, offset, most - len(records))
                size += len(batch.batch.payload)
                if len(records) >= most or size > MOST_BYTES:
                    break
        finally:
            chunk.close()  # its snapshot would hold up checkpoints
        if len(records) == before:
            break
        offset = records[-1].offset + 1
    return records


def topics(handle: Handle) -> dict[TopicPartition, Watermarks]:
    """Every partition with its watermarks."""
    rows = handle.connection.execute(
        "SELECT topic, partition, floor, next, bytes - gone FROM places ORDER BY topic, partition"
    )
    return {
        TopicPartition(topic, partition): Watermarks(floor, following, size)
        for topic, partition, floor, following, size in rows.fetchall()
    }


def find_offset(handle: Handle, place: TopicPartition, timestamp: int) -> int:
    """The offset of the first record that is not older; the next offset if all are older.

    That record is where the latest timestamp so far first reaches the one that is sought.
    """
    found = handle.place(place)
    if found is None:
        return 0
    row = handle.connection.execute(_BATCH_AT_TIME, {"place": found, "time": timestamp}).fetchone()
    times = unpack_times(Batch(b"", row[1], b"", b"")) if row else ()
    for at, moment in enumerate(times):
        if moment >= timestamp:
            return int(row[0]) + at
    if row is not None:  # an older record reached it, and was removed: look at each that is left
        return _search(handle, place, timestamp)
    return next_offset(handle.connection, found)


def _search(handle: Handle, place: TopicPartition, timestamp: int) -> int:
    offset = 0
    while records := read(handle, place, offset, 1000):
        for record in records:
            if record.timestamp >= timestamp:
                return record.offset
        offset = records[-1].offset + 1
    return offset


def next_offset(connection: sqlite3.Connection, place: int) -> int:
    """The offset that the next record of a partition gets."""
    return number(connection, "SELECT next FROM places WHERE id = ?", place)
