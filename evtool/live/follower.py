"""Following a log: what is in it at first, and then what is added, never too much at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evtool.log.event_log import EventLog
from evtool.log.record import Record, TopicPartition, Watermarks

RECENT = 500
"""About so many records are shown of what is in the log at the start."""

MOST = 1000
"""About so many records are read in one look; of more, the newest of each partition."""


@dataclass(frozen=True)
class Look:
    """What one look at the log found.

    `counts` are the records that each topic holds; `fresh` are how many came since the
    look before, `records` those of them that were read, `passed` how many were not.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    fresh: Mapping[str, int] = field(default_factory=dict)
    records: Sequence[Record] = ()
    passed: int = 0


class Follower:
    """Reads a log that others write. It is used by one thread."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._next: dict[TopicPartition, int] | None = None

    def wait(self, seconds: float) -> None:
        """Wait until something was appended, or so long."""
        self._log.wait(seconds)

    def look(self) -> Look:
        """Read what is new; the first time, what is recent.

        Raises:
            LogError: The log cannot be read.
        """
        places = self._log.topics()
        before = self._next
        look = self._first(places) if before is None else self._further(places, before)
        self._next = {place: marks.next for place, marks in places.items()}
        return look

    def _first(self, places: Mapping[TopicPartition, Watermarks]) -> Look:
        filled = [place for place, marks in places.items() if marks.count]
        share = max(1, RECENT // max(1, len(filled)))
        records: list[Record] = []
        for place in filled[:RECENT]:
            marks = places[place]
            records += self._read(place, max(marks.first, marks.next - share), marks.next)
        records.sort(key=lambda record: record.timestamp)
        return Look(_counts(places), {}, records[-RECENT:])

    def _further(
        self, places: Mapping[TopicPartition, Watermarks], before: Mapping[TopicPartition, int]
    ) -> Look:
        starts = {place: _start(before.get(place), marks) for place, marks in places.items()}
        grown = {place: marks for place, marks in places.items() if starts[place] < marks.next}
        share = max(1, MOST // max(1, len(grown)))
        fresh: Counter[str] = Counter()
        records: list[Record] = []
        for at, (place, marks) in enumerate(grown.items()):
            fresh[place.topic] += marks.next - starts[place]
            if at < MOST:
                records += self._read(place, max(starts[place], marks.next - share), marks.next)
        records.sort(key=lambda record: record.timestamp)
        return Look(_counts(places), fresh, records, fresh.total() - len(records))

    def _read(self, place: TopicPartition, start: int, stop: int) -> list[Record]:
        """Records from one offset up to another; a log gives as many at a time as it likes."""
        records: list[Record] = []
        while start < stop:
            found = self._log.read(place, start, stop - start)
            if not found:
                break
            records += found
            start = found[-1].offset + 1
        return [record for record in records if record.offset < stop]


def _start(before: int | None, marks: Watermarks) -> int:
    """Where reading goes on: at the start of a partition that is new, or was made anew."""
    return marks.first if before is None or before > marks.next else before


def _counts(places: Mapping[TopicPartition, Watermarks]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for place, marks in places.items():
        counts[place.topic] += marks.count
    return counts
