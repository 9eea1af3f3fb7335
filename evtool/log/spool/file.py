"""The local log of a spool: a SQLite log from which what is done can be removed."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path

from evtool.log.record import TopicPartition
from evtool.log.sqlite.database import connect, number, told
from evtool.log.sqlite.log import SqliteLog

_SHARE = 500
_PAUSE_SECONDS = 0.002
_TURN_SECONDS = 1.0
_BUSY_SECONDS = 10.0

_NEXT_BATCHES = "SELECT id, place, first + count FROM batches WHERE id > ? ORDER BY id LIMIT ?"


class SpoolFile(SqliteLog):
    """What it holds counts in bytes of the file, without the pages that are free again."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, busy_seconds=_BUSY_SECONDS)
        self._cursor = 0

    def size(self) -> int:
        """How many bytes are in use."""
        with told(self.path):
            handle = self._readers.handle()
            if handle is None:
                return 0
            pages = number(handle.connection, "PRAGMA page_count")
            free = number(handle.connection, "PRAGMA freelist_count")
            return (pages - free) * number(handle.connection, "PRAGMA page_size")

    def trim(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Remove the records before an offset, for a second at most.

        A batch goes when its last record may. The file is gone through in the order in
        which it was written, as long as there is something to remove. Beyond what has to
        stay (topics that fail keep the oldest batches) one share more is looked at each
        time, from where the last look ended.
        """
        with told(self.path):
            connection = connect(self.path, _BUSY_SECONDS, create=False)
            if connection is None:
                return
            with contextlib.closing(connection):
                done = _by_number(connection, offsets)
                deadline = time.monotonic() + _TURN_SECONDS
                removed, last = 1, 0
                while removed and time.monotonic() < deadline:
                    removed, last = _trim_share(connection, done, last)
                    time.sleep(_PAUSE_SECONDS)
                _, self._cursor = _trim_share(connection, done, max(last, self._cursor))


def _by_number(
    connection: sqlite3.Connection, offsets: Mapping[TopicPartition, int]
) -> dict[int, int]:
    rows = connection.execute("SELECT id, topic, partition FROM places").fetchall()
    places = ((place, TopicPartition(topic, partition)) for place, topic, partition in rows)
    return {place: offsets[name] for place, name in places if name in offsets}


def _trim_share(
    connection: sqlite3.Connection, done: Mapping[int, int], after: int
) -> tuple[int, int]:
    """Remove what is done of the next batches; how many went, and where they end; 0: all."""
    rows = connection.execute(_NEXT_BATCHES, (after, _SHARE)).fetchall()
    gone = [batch for batch, place, end in rows if end <= done.get(place, 0)]
    if gone:
        marks = ", ".join(map(str, gone))
        connection.execute(f"DELETE FROM batches WHERE id IN ({marks})")  # noqa: S608 - numbers
    return len(gone), rows[-1][0] if len(rows) == _SHARE else 0
