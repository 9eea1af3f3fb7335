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

_BATCHES_FROM = """
SELECT first, count, sizes, times, extras, payload FROM batches
WHERE place = :place AND first >= coalesce(
    (SELECT first FROM batches WHERE place = :place AND first <= :offset
     ORDER BY first DESC LIMIT 1),
    0
)
ORDER BY first
"""

_TOPICS = """
SELECT topic, partition, floor, coalesce(
    (SELECT first + count FROM batches WHERE place = places.id ORDER BY first DESC LIMIT 1),
    floor
)
FROM places ORDER BY topic, partition
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
    if found is None:
        return []
    records: list[Record] = []
    size = 0
    rows = handle.connection.execute(_BATCHES_FROM, {"place": found, "offset": offset})
    try:
        for first, count, *columns in rows:
            batch = StoredBatch(first, count, Batch(*columns))
            records += batch.records(place, offset, most - len(records))
            size += len(batch.batch.payload)
            if len(records) >= most or (records and size > MOST_BYTES):
                break
    finally:
        rows.close()  # its snapshot would hold up checkpoints
    return records


def topics(handle: Handle) -> dict[TopicPartition, Watermarks]:
    """Every partition with its watermarks."""
    return {
        TopicPartition(topic, partition): Watermarks(floor, following)
        for topic, partition, floor, following in handle.connection.execute(_TOPICS).fetchall()
    }


def find_offset(handle: Handle, place: TopicPartition, timestamp: int) -> int:
    """The offset of the first record that is not older; the next offset if all are older."""
    found = handle.place(place)
    if found is None:
        return 0
    row = handle.connection.execute(
        "SELECT first, times FROM batches WHERE rowid = ("
        "SELECT id FROM batches INDEXED BY batches_of_place"
        " WHERE place = ? AND newest >= ? ORDER BY first LIMIT 1)",
        (found, timestamp),
    ).fetchone()
    if row is None:
        return next_offset(handle.connection, found)
    times = unpack_times(Batch(b"", row[1], None, b""))
    return int(row[0]) + next(at for at, moment in enumerate(times) if moment >= timestamp)


def next_offset(connection: sqlite3.Connection, place: int) -> int:
    """The offset that the next record of a partition gets."""
    return number(
        connection,
        "SELECT coalesce((SELECT first + count FROM batches WHERE place = places.id"
        " ORDER BY first DESC LIMIT 1), floor) FROM places WHERE id = ?",
        place,
    )
