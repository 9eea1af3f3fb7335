"""Removing what is too old or too much: the oldest batches of a partition, whole ones.

It works in small steps with pauses, so that appends come through, and for a few seconds at
most: the rest is for the next turn.
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from evtool.log.retention import Limit, Retention
from evtool.log.sqlite.database import number

_STEP = 100  # batches removed by one statement
_VACUUM_PAGES = 1000
_PAUSE_SECONDS = 0.01
_TURN_SECONDS = 5.0

_OLDEST = """
SELECT first, count, stored, until, length(payload) FROM batches
WHERE place = ? ORDER BY first LIMIT ?
"""
_LAST = "SELECT until FROM batches WHERE place = ? ORDER BY first DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class _Oldest:
    """The oldest batches of a place, as far as they are to go."""

    last: int
    """The first offset of the last of them."""
    records: int


def retain(connection: sqlite3.Connection, retention: Retention, now: int) -> int:
    """Remove what the limits do not keep; how many records. `now` is in milliseconds."""
    deadline = time.monotonic() + _TURN_SECONDS
    removed = 0
    for place, limit in _limits(connection, retention):
        while time.monotonic() < deadline and (oldest := _to_go(connection, place, limit, now)):
            connection.execute(
                "DELETE FROM batches WHERE place = ? AND first <= ?", (place, oldest.last)
            )
            removed += oldest.records
            time.sleep(_PAUSE_SECONDS)
    while time.monotonic() < deadline and _has_much_room(connection):
        connection.execute(f"PRAGMA incremental_vacuum({_VACUUM_PAGES})").fetchall()
        time.sleep(_PAUSE_SECONDS)
    return removed


def _limits(connection: sqlite3.Connection, retention: Retention) -> Iterator[tuple[int, Limit]]:
    """The places that have a limit; partitions share the size of their topic."""
    places = connection.execute("SELECT id, topic FROM places").fetchall()
    partitions = Counter(topic for _, topic in places)
    for place, topic in places:
        limit = retention.limit(topic)
        if limit:
            size = None if limit.size is None else limit.size // partitions[topic]
            yield place, Limit(limit.age, size)


def _to_go(connection: sqlite3.Connection, place: int, limit: Limit, now: int) -> _Oldest | None:
    """Only what is oldest goes, and by size never the last batch: offsets have no holes."""
    end = number(connection, _LAST, place)
    found = None
    records = 0
    for first, count, stored, until, size in connection.execute(_OLDEST, (place, _STEP)).fetchall():
        too_old = limit.age is not None and stored < now - limit.age
        too_much = limit.size is not None and until < end and end - until + size > limit.size
        if not too_old and not too_much:
            break
        records += count
        found = _Oldest(first, records)
    return found


def _has_much_room(connection: sqlite3.Connection) -> bool:
    """Whether a quarter of the file is free: less of it is soon used by new records."""
    free = number(connection, "PRAGMA freelist_count")
    return free > _VACUUM_PAGES and free * 4 > number(connection, "PRAGMA page_count")
