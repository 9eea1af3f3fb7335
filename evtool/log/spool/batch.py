"""A batch on its way from the spool to the brokers, and what became of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from evtool.log.event_log import EntryRefused, LogError
from evtool.log.record import Record, TopicPartition
from evtool.log.spool.backlog import Backlog

MOST_RECORDS = 5_000
MOST_BYTES = 16_000_000

_PAGE_BYTES = 4_000_000
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


@dataclass(slots=True)
class Settlement:
    """What became of a batch: how far each topic is done, and what was refused on the way."""

    offsets: dict[TopicPartition, int] = field(default_factory=dict)
    refused: list[tuple[Record, LogError]] = field(default_factory=list)
    failed: dict[TopicPartition, LogError] = field(default_factory=dict)
    delivered: int = 0


def settle(records: Sequence[Record], outcomes: Sequence[LogError | None]) -> Settlement:
    """Go through each topic up to the first record that has to be offered again."""
    found = Settlement()
    for record, outcome in zip(records, outcomes, strict=True):
        place = record.place
        if place in found.failed:
            continue
        if outcome is not None and not isinstance(outcome, EntryRefused):
            found.failed[place] = outcome
            continue
        if outcome is None:
            found.delivered += 1
        else:
            found.refused.append((record, outcome))
        found.offsets[place] = record.offset + 1
    return found


class Collector:
    """Takes the next records of all topics in turn, without the ones that have to rest."""

    def __init__(self, backlog: Backlog) -> None:
        self._backlog = backlog
        self._turn = 0
        self._page = 50
        self._rests: dict[TopicPartition, tuple[float, float]] = {}

    def collect(self) -> list[Record]:
        """The next batch; it holds one record at least, if one is to be sent."""
        now = time.monotonic()
        places = [
            place
            for place in self._backlog.waiting()
            if place not in self._rests or self._rests[place][0] <= now
        ]
        if not places:
            return []
        self._turn = (self._turn + 1) % len(places)
        batch: list[Record] = []
        size = 0
        for place in places[self._turn :] + places[: self._turn]:
            if len(batch) >= MOST_RECORDS or size >= MOST_BYTES:
                break
            records = self._backlog.read(place, min(self._page, MOST_RECORDS - len(batch)))
            size += self._measure(records)
            batch += records
        return batch

    def rest(self, settlement: Settlement) -> None:
        """Leave the topics that failed alone for a while, longer each time."""
        for place in settlement.offsets:
            if place not in settlement.failed:
                self._rests.pop(place, None)
        for place in settlement.failed:
            _, pause = self._rests.get(place, (0.0, _FIRST_PAUSE / 2))
            pause = min(pause * 2, _LONGEST_PAUSE)
            self._rests[place] = (time.monotonic() + pause, pause)

    def _measure(self, records: Sequence[Record]) -> int:
        """The bytes of a page; the next page has as many records as are likely to fit."""
        size = sum(len(record.value) for record in records)
        if records:
            fitting = _PAGE_BYTES * len(records) // (size + 1)
            self._page = max(1, min(MOST_RECORDS, fitting, 4 * self._page))
        return size
