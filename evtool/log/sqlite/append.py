"""Appending: what one call brings becomes one statement, and so one transaction.

Each step of SQLite gives the interpreter's lock away and has to win it back from a busy
event loop. So all rows of a call go in with one step: the blob of all columns and an index
of it are the statement's values, and SQLite cuts out the rows and counts the offsets.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from evtool.errors import Place
from evtool.log.event_log import EntryRefused, LogUnavailable
from evtool.log.partition import Partitioner
from evtool.log.record import Entry, TopicPartition
from evtool.log.sqlite.checkpoint import Checkpointer
from evtool.log.sqlite.database import (
    Identity,
    connect,
    identity,
    is_busy,
    number,
    told,
    transaction,
)
from evtool.log.sqlite.framing import pack, pack_one
from evtool.log.topic import check_topic

MOST_BYTES = 256 * 1024 * 1024
"""The largest value, and about the most that goes into one statement."""

MOST_PLACES = 100_000
"""So many partitions are known without asking the file: clients may make up topics."""

_INSERT = """
INSERT INTO batches
    (place, first, count, turn, previous, peak, until, stored, sizes, times, extras, payload)
SELECT
    place, next, count, batches, last, max(peak, newest), bytes + size, :now,
    substr(:blob, at, 4 * count),
    substr(:blob, at + 4 * count, 8 * count),
    CASE WHEN extra > 0 THEN substr(:blob, at + 12 * count, extra) END,
    substr(:blob, at + 12 * count + extra, size)
FROM (
    SELECT
        json_extract(value, '$[0]') AS place, json_extract(value, '$[1]') AS count,
        json_extract(value, '$[2]') AS newest, json_extract(value, '$[3]') AS at,
        json_extract(value, '$[4]') AS extra, json_extract(value, '$[5]') AS size
    FROM json_each(:index) LIMIT -1  -- so that each number is taken out of the text once
) CROSS JOIN places ON places.id = place
"""


class Writer:
    """The one connection of this process that appends. Any thread may use it."""

    def __init__(self, path: Path, partitions: int, busy_seconds: float) -> None:
        self.path = path
        self._name = str(path)
        self.busy_seconds = busy_seconds
        self._partitioner = Partitioner(partitions)
        self._connection: sqlite3.Connection | None = None
        self._identity: Identity = ()
        self._places: dict[TopicPartition, int] = {}
        self._checkpointer = Checkpointer(path)
        self.lock = threading.RLock()

    def append(self, entries: Sequence[Entry]) -> None:
        """Append entries; when this returns they are on the disk.

        Raises:
            LogUnavailable: None of them counts as appended.
            EntryRefused: One of them cannot be in a log.
        """
        with told(self.path):
            self._append(entries, self.busy_seconds)

    def append_within(self, entries: Sequence[Entry], seconds: float) -> bool:
        """As `append`; False if another writer is there for so long: nothing was appended."""
        with told(self.path):
            try:
                self._append(entries, seconds)
            except sqlite3.OperationalError as error:
                if is_busy(error):
                    return False
                raise
        return True

    def _append(self, entries: Sequence[Entry], patience: float) -> None:
        with self.lock:
            connection = self.connection()
            groups = self._grouped(entries)
            index, blob = self._packed(connection, groups, patience)
            if len(blob) > MOST_BYTES:
                self._append_halves(entries)  # with all patience: what is half done is not undone
                return
            now = time.time_ns() // 1_000_000
            values = {"index": index, "blob": blob, "now": now}
            rows = self._insert(connection, values, patience)
            self.check_still_there()
            self._check_rows(rows, len(groups))
        self._checkpointer.appended(len(blob))

    @staticmethod
    def _insert(
        connection: sqlite3.Connection, values: Mapping[str, object], patience: float
    ) -> int:
        """Run the statement by itself; only when another writer is there, wait for a turn."""
        try:
            return connection.execute(_INSERT, values).rowcount
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            with transaction(connection, patience):
                return connection.execute(_INSERT, values).rowcount

    def connection(self) -> sqlite3.Connection:
        """The connection for writing; only to be used with the lock held.

        Raises:
            LogError: The file cannot be opened.
        """
        if self._connection is None:
            self._places.clear()  # another file may stand there by now
            self._connection = connect(self.path, self.busy_seconds, create=True)
            assert self._connection is not None  # noqa: S101 - for mypy: `create` makes it
            self._connection.execute("PRAGMA busy_timeout = 0")  # `transaction` waits better
            self._identity = identity(self._name)
            if self._identity[0] is None:
                self._forget()
                raise LogUnavailable("the file of the log vanished", place=Place(self.path))
        return self._connection

    def know_places(
        self,
        connection: sqlite3.Connection,
        places: Iterable[TopicPartition],
        patience: float | None = None,
    ) -> Mapping[TopicPartition, int]:
        """The numbers of partitions in the file; new ones are made at first sight.

        For that it may wait for other writers: `patience` seconds, if not the usual ones.

        Raises:
            EntryRefused: A topic's name is none.
        """
        if len(self._places) > MOST_PLACES:
            self._places.clear()
        missing = [place for place in places if place not in self._places]
        if missing:
            patience = self.busy_seconds if patience is None else patience
            self._places.update(_make_places(connection, missing, patience))
        return self._places

    def close(self) -> None:
        """Close the connection; the next append opens another one."""
        with self.lock:
            self._checkpointer.close()
            if self._connection is not None:
                with told(self.path):
                    self._connection.close()
            self._connection = None

    def _grouped(self, entries: Sequence[Entry]) -> dict[TopicPartition, list[Entry]]:
        """The entries by partition, in their order."""
        topics: dict[str, list[Entry]] = {}
        for entry in entries:
            topic = entry[0]
            if topic in topics:
                topics[topic].append(entry)
            else:
                topics[topic] = [entry]
        self._partitioner.turn()
        groups: dict[TopicPartition, list[Entry]] = {}
        for topic, group in topics.items():
            self._partitioner.split(topic, group, groups)
        return groups

    def _packed(
        self,
        connection: sqlite3.Connection,
        groups: dict[TopicPartition, list[Entry]],
        patience: float,
    ) -> tuple[str, bytes]:
        """The values of the statement: where in the blob each row's columns are, and the blob."""
        self.know_places(connection, groups, patience)
        index: list[tuple[int, int, int, int, int, int]] = []
        parts: list[bytes] = []
        at = 1
        for place, group in groups.items():
            try:
                count, newest, columns = _columns(group)
            except (OverflowError, struct.error) as error:
                raise EntryRefused(
                    f"an entry of {place.topic} does not fit into a log: {error}",
                    hint="timestamps are milliseconds since 1970; values have up to 256 MB",
                ) from error
            extra, size = len(columns[2]), len(columns[3])
            index.append((self._places[place], count, newest, at, extra, size))
            parts += columns
            at += 12 * count + extra + size
        return json.dumps(index), b"".join(parts)

    def _append_halves(self, entries: Sequence[Entry]) -> None:
        if len(entries) == 1:
            raise EntryRefused(
                f"an event of {len(entries[0].value):,} bytes does not fit into a log",
                hint=f"at most {MOST_BYTES:,} bytes can be kept",
            )
        middle = len(entries) // 2
        self.append(entries[:middle])
        self.append(entries[middle:])

    def check_still_there(self) -> None:
        """Make sure that what was written went into the file that has the name.

        Raises:
            LogUnavailable: It was removed or replaced; nothing of it counts.
        """
        if self._identity != identity(self._name):
            self._forget()
            raise LogUnavailable(
                "the file of the log was removed or replaced while it was in use",
                hint="stop evtool before you move a log; the next append makes a new one",
                place=Place(self.path),
            )

    def _check_rows(self, done: int, wanted: int) -> None:
        """Partitions that we know and the file does not: it was put back to an older state."""
        if done != wanted:
            self._forget()
            raise LogUnavailable(
                "the content of the log was replaced while it was in use",
                hint="stop evtool before you restore a log",
                place=Place(self.path),
            )

    def _forget(self) -> None:
        """Leave a file that is not ours any more. SQLite sees that, and removes nothing."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._places.clear()
        self._checkpointer.close()


def _columns(group: Sequence[Entry]) -> tuple[int, int, Sequence[bytes]]:
    """How many entries, their latest timestamp, and the columns of their row."""
    if len(group) == 1:
        _, value, time_, key, headers, _ = group[0]
        if key is None and not headers:
            return 1, time_, pack_one(value, time_)
    _, values, times, keys, headers_, _ = zip(*group, strict=True)
    return len(values), max(times), pack(values, times, keys, headers_)


def _make_places(
    connection: sqlite3.Connection, places: Sequence[TopicPartition], patience: float
) -> dict[TopicPartition, int]:
    for place in places:
        check_topic(place.topic)
    with transaction(connection, patience):
        for place in places:
            connection.execute(
                "INSERT INTO places (topic, partition) VALUES (?, ?) ON CONFLICT DO NOTHING", place
            )
        return {
            place: number(
                connection, "SELECT id FROM places WHERE topic = ? AND partition = ?", *place
            )
            for place in places
        }
