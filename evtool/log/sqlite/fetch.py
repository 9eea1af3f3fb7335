"""Fetching the records of many partitions: by place, or through the whole file.

A few partitions are read one by one, by index. Ten thousand would mean as many look-ups
for each append, so the file is read in the order in which it was written, and what is
not wanted is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from evtool.log.record import Record, TopicPartition
from evtool.log.sqlite.framing import Batch
from evtool.log.sqlite.read import MOST_BYTES, Handle, StoredBatch, read

FEW = 16
"""Up to so many partitions are read one by one."""

_SCAN = """
SELECT b.id, b.place, b.first, b.count, b.sizes, b.times, b.extras, b.payload
FROM batches b NOT INDEXED CROSS JOIN temp.wanted w ON w.place = b.place
WHERE b.id > ? AND b.first + b.count > w.position
ORDER BY b.id
"""

_START = """
SELECT min(coalesce(
    (SELECT id FROM batches WHERE place = w.place AND turn % 16 = 0
     AND first <= w.position ORDER BY first DESC LIMIT 1),
    0
))
FROM temp.wanted w JOIN places p ON p.id = w.place WHERE w.position < p.next
"""
"""Where to begin: at or a little before the first batch that is wanted."""


class Fetcher(Protocol):
    """Gives the records of some partitions that are new."""

    def fetch(self, positions: Mapping[TopicPartition, int], most: int) -> Sequence[Record]:
        """Records from these offsets on; about `most` of them."""


class Seeker:
    """Reads each partition by itself, one after the other and each first in its turn."""

    def __init__(self, handle: Handle, places: Iterable[TopicPartition]) -> None:
        self._handle = handle
        self._places = list(places)

    def fetch(self, positions: Mapping[TopicPartition, int], most: int) -> Sequence[Record]:
        """Records from these offsets on."""
        records: list[Record] = []
        for _ in self._places:
            place = self._places.pop(0)
            self._places.append(place)
            records += read(self._handle, place, positions[place], most - len(records))
            if len(records) >= most:
                break
        return records


class Scanner:
    """Reads the file in its order, from the oldest batch on that is wanted."""

    def __init__(
        self,
        handle: Handle,
        positions: Mapping[TopicPartition, int],
        numbers: Mapping[int, TopicPartition],
    ) -> None:
        self._handle = handle
        self._numbers = numbers
        connection = handle.connection
        connection.execute(
            "CREATE TEMP TABLE IF NOT EXISTS wanted"
            " (place INTEGER PRIMARY KEY, position INTEGER NOT NULL)"
        )
        connection.execute("DELETE FROM temp.wanted")
        rows = [(place, positions[name]) for place, name in numbers.items() if name in positions]
        connection.executemany("INSERT INTO temp.wanted VALUES (?, ?)", rows)
        last = handle.last_id()
        first = connection.execute(_START).fetchone()[0]
        self._cursor = last if first is None else first - 1

    def fetch(self, positions: Mapping[TopicPartition, int], most: int) -> Sequence[Record]:
        """Records from these offsets on: whole batches, so it may be more than `most`."""
        last = self._handle.last_id()
        if last <= self._cursor:
            return []
        records: list[Record] = []
        seen = self._cursor
        size = 0
        rows = self._handle.connection.execute(_SCAN, (self._cursor,))
        try:
            for seen, place, first, count, *columns in rows:
                name = self._numbers[place]
                batch = StoredBatch(first, count, Batch(*columns))
                records += batch.records(name, positions[name], count)
                size += len(batch.batch.payload)
                if len(records) >= most or size > MOST_BYTES:
                    last = seen
                    break
        finally:
            rows.close()
        self._cursor = max(last, seen)
        return records
