"""Arrivals: small appends of many topics, kept in one row until they are sorted.

A row for each topic would touch a page of the index for each, in every append. So an
append of a few events a topic becomes one row at the end of one table, which is all that
durability asks for; `settle` gives many of them at a time their places and offsets.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from array import array
from collections.abc import Callable, Sequence
from typing import NamedTuple

from evtool.log.record import Entry
from evtool.log.sqlite.framing import (
    Batch,
    pack,
    read_numbers,
    unpack_extras,
    unpack_times,
    unpack_values,
    write_numbers,
)

SETTLE_SECONDS = 0.05
"""How long a few arrivals wait before they are sorted."""

LONGEST_SECONDS = 1.0
"""How long many arrivals wait for more: sorting costs less the more there is."""

FEW, MANY = 64, 4000
"""Up to this many are few; this many wait no longer."""

STALE_MILLISECONDS = 3000
"""Arrivals that are older were left behind by a process that ended: any reader sorts them."""

SETTLE_BYTES = 4 * 1024 * 1024
"""About so many bytes are sorted in one transaction; appends wait for its end."""

_ARRIVE = """
INSERT INTO arrivals (stored, topics, partitions, sizes, times, extras, payload)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_FIRST = "SELECT stored FROM arrivals ORDER BY id LIMIT 1"
_ROWS = """
SELECT id, topics, partitions, sizes, times, extras, payload FROM arrivals ORDER BY id
"""


class Arrived(NamedTuple):
    """Entries that wait, and the last of the rows they are in."""

    last: int
    entries: list[Entry]


def arrive(
    connection: sqlite3.Connection, entries: Sequence[Entry], partitions: Sequence[int]
) -> int:
    """Keep entries in one row; how many bytes it has. This commits.

    Args:
        connection: The connection of the writer.
        entries: What arrives.
        partitions: That of each entry; empty where all are 0.

    Raises:
        OverflowError: A timestamp or a size does not fit.
    """
    topics, values, times, keys, headers, _ = zip(*entries, strict=True)
    batch = pack(values, times, keys, headers)
    numbers = write_numbers(array("I", partitions)) if partitions else None
    now = time.time_ns() // 1_000_000
    connection.execute(_ARRIVE, (now, "\n".join(topics), numbers, *batch))
    return len(batch.payload) + 16 * len(topics)


def arrived(connection: sqlite3.Connection) -> Arrived | None:
    """The oldest arrivals, about `SETTLE_BYTES` of them; None where there are none."""
    entries: list[Entry] = []
    last = size = 0
    rows = connection.execute(_ROWS)
    for row in rows:
        last, topics, partitions, *columns = row
        entries += _entries(topics.split("\n"), partitions, Batch(*columns))
        size += len(columns[-1])
        if size > SETTLE_BYTES:
            break
    rows.close()
    return Arrived(last, entries) if last else None


def forget(connection: sqlite3.Connection, last: int) -> None:
    """Remove arrivals that are sorted."""
    connection.execute("DELETE FROM arrivals WHERE id <= ?", (last,))


def is_stale(connection: sqlite3.Connection) -> bool:
    """Whether arrivals were left behind."""
    row = connection.execute(_FIRST).fetchone()
    return row is not None and time.time_ns() // 1_000_000 - row[0] > STALE_MILLISECONDS


def _entries(topics: Sequence[str], partitions: bytes | None, batch: Batch) -> list[Entry]:
    keys, headers = unpack_extras(batch)
    numbers = read_numbers("I", partitions) if partitions else [None] * len(topics)
    columns = (topics, unpack_values(batch), unpack_times(batch), keys, headers, numbers)
    return [Entry(*entry) for entry in zip(*columns, strict=True)]


class Settler:
    """A thread that sorts arrivals soon after they came. It starts with the first."""

    def __init__(self, settle: Callable[[], None]) -> None:
        self._settle = settle
        self._waiting = 0
        self._wake = threading.Event()
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def arrived(self, count: int) -> None:
        """There is something to sort."""
        self._waiting += count
        if self._thread is None:
            self._end.clear()
            self._thread = threading.Thread(target=self._run, name="evtool-log-settle", daemon=True)
            self._thread.start()
        if not self._wake.is_set():
            self._wake.set()

    def close(self) -> None:
        """End the thread; what waits is sorted by whoever opens the log next."""
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            self._end.set()
            self._wake.set()
            thread.join()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            deadline = time.monotonic() + LONGEST_SECONDS
            while not self._end.wait(SETTLE_SECONDS):
                if not FEW < self._waiting < MANY or time.monotonic() > deadline:
                    break
            if self._end.is_set():
                return
            self._wake.clear()
            self._waiting = 0
            self._settle()
