"""Removing what is too old or too much: the oldest batches of a partition, whole ones.

It works in small steps with pauses, so that appends come through, and for a few seconds at
most: the rest is for the next turn.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from evtool.log.retention import Limit, Retention
from evtool.log.sqlite.database import number, transaction

_STEP = 256  # batches that one statement removes
_VACUUM_PAGES = 1000
_PAUSE_SECONDS = 0.002
_TURN_SECONDS = 5.0

_OLDEST = """
WITH RECURSIVE back (id, previous) AS (
    SELECT id, previous FROM batches WHERE id = coalesce(
        (SELECT id FROM batches WHERE place = :place AND turn % 16 = 0 AND first > :floor
         ORDER BY first LIMIT 1),
        (SELECT last FROM places WHERE id = :place)
    )
    UNION ALL
    SELECT b.id, b.previous FROM back CROSS JOIN batches b ON b.id = back.previous
)
SELECT b.id, b.count, b.stored, b.until FROM back CROSS JOIN batches b ON b.id = back.id
ORDER BY b.id
"""


def retain(connection: sqlite3.Connection, retention: Retention, now: int) -> int:
    """Remove what the limits do not keep; how many records. `now` is in milliseconds."""
    connection.execute("PRAGMA synchronous = NORMAL")  # what comes back is removed again
    connection.execute("PRAGMA busy_timeout = 0")  # `transaction` waits better
    deadline = time.monotonic() + _TURN_SECONDS
    limits = list(_limits(connection, retention))
    removed = 0
    while limits and time.monotonic() < deadline:
        busy: list[tuple[int, Limit]] = []
        for part in _parts(connection, limits, now, busy):
            removed += _remove(connection, part)
            if time.monotonic() > deadline:
                return removed
        limits = busy  # only where something was removed there may be more
    while time.monotonic() < deadline and _has_much_room(connection):
        with transaction(connection, _TURN_SECONDS):
            connection.execute(f"PRAGMA incremental_vacuum({_VACUUM_PAGES})").fetchall()
        _pause(connection)
    return removed


def _parts(
    connection: sqlite3.Connection,
    limits: Sequence[tuple[int, Limit]],
    now: int,
    busy: list[tuple[int, Limit]],
) -> Iterator[list[tuple[int, int]]]:
    """Ids and counts of batches that are to go, some at a time; `busy` gets their places."""
    part: list[tuple[int, int]] = []
    for place, limit in limits:
        found = _to_go(connection, place, limit, now)
        if found:
            busy.append((place, limit))
            part += found
        if len(part) >= _STEP:
            yield part
            part = []
    if part:
        yield part


def _remove(connection: sqlite3.Connection, batches: Sequence[tuple[int, int]]) -> int:
    """Remove batches with one statement; how many records they had. Then let others write."""
    ids = json.dumps([batch for batch, _ in batches])
    with transaction(connection, _TURN_SECONDS):
        connection.execute(
            "DELETE FROM batches WHERE id IN (SELECT value FROM json_each(?) ORDER BY value)",
            (ids,),
        )
    _pause(connection)
    return sum(count for _, count in batches)


def _pause(connection: sqlite3.Connection) -> None:
    """Let others write, and keep the write-ahead log short: no append should have to."""
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    time.sleep(_PAUSE_SECONDS)


def _limits(connection: sqlite3.Connection, retention: Retention) -> Iterator[tuple[int, Limit]]:
    """The places that have a limit; partitions share the size of their topic."""
    places = connection.execute("SELECT id, topic FROM places").fetchall()
    partitions = Counter(topic for _, topic in places)
    for place, topic in places:
        limit = retention.limit(topic)
        if limit:
            size = None if limit.size is None else limit.size // partitions[topic]
            yield place, Limit(limit.age, size)


def _to_go(
    connection: sqlite3.Connection, place: int, limit: Limit, now: int
) -> list[tuple[int, int]]:
    """Ids and counts. Only what is oldest goes, and by size never the last batch."""
    floor, last, end, gone = connection.execute(
        "SELECT floor, last, bytes, gone FROM places WHERE id = ?", (place,)
    ).fetchone()
    found = []
    rows = connection.execute(_OLDEST, {"place": place, "floor": floor}).fetchall()
    for batch, count, stored, until in rows:
        too_old = limit.age is not None and stored < now - limit.age
        too_much = limit.size is not None and batch != last and end - gone > limit.size
        if not too_old and not too_much:
            break
        found.append((batch, count))
        gone = until
    return found


def _has_much_room(connection: sqlite3.Connection) -> bool:
    """Whether a quarter of the file is free: less of it is soon used by new records."""
    free = number(connection, "PRAGMA freelist_count")
    return free > _VACUUM_PAGES and free * 4 > number(connection, "PRAGMA page_count")
