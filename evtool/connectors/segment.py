"""Files whose names say which records are in them: `TOPIC+PARTITION+FIRST+LAST.jsonl`.

The name is the whole bookkeeping: what a file holds is never written again, wherever the
consumer group goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from evtool.connectors.batch import Batch
from evtool.connectors.screening import each, line
from evtool.log.record import TopicPartition

Span = Literal["hour", "day"]

SUFFIX = ".jsonl"
_NAME = re.compile(r"(?P<topic>[^+/]+)\+(?P<partition>\d+)\+(?P<first>\d+)\+(?P<last>\d+)\..+")
_MILLISECONDS: Mapping[Span, int] = {"hour": 3_600_000, "day": 86_400_000}


@dataclass
class Segment:
    """Records of one partition that follow each other, of one hour or day."""

    place: TopicPartition
    start: int
    span: Span
    first: int
    last: int
    lines: list[bytes]

    @property
    def folder(self) -> str:
        """`TOPIC/year=2026/month=11/day=29/hour=17`: as query engines find partitions."""
        time = datetime.fromtimestamp(self.start / 1000, UTC)
        parts = f"{self.place.topic}/year={time:%Y}/month={time:%m}/day={time:%d}"
        return f"{parts}/hour={time:%H}" if self.span == "hour" else parts

    @property
    def name(self) -> str:
        """The name of the file; names of one partition sort by offset."""
        topic, partition = self.place
        return f"{topic}+{partition}+{self.first:020}+{self.last:020}{SUFFIX}"

    @property
    def content(self) -> bytes:
        """Its lines."""
        return b"\n".join(self.lines) + b"\n"


def segments(batch: Batch, span: Span) -> list[Segment]:
    """The files that a batch becomes, in the order in which they have to appear.

    The files of a partition cover offsets without overlap: a record that is older than
    the one before it stands in the same file.

    Raises:
        RecordFailure: Some records are no events.
    """
    current: dict[TopicPartition, Segment] = {}
    made: list[Segment] = []
    length = _MILLISECONDS[span]
    for one, text in zip(batch, each(batch, line), strict=True):
        record = one.record
        start = record.timestamp - record.timestamp % length
        found = current.get(record.place)
        if found is None or start > found.start:
            found = Segment(record.place, start, span, record.offset, record.offset, [])
            current[record.place] = found
            made.append(found)
        found.last = record.offset
        found.lines.append(text)
    return made


def next_offsets(names: Iterable[str]) -> dict[TopicPartition, int]:
    """The offset after the last record of each partition, out of the names of files."""
    found: dict[TopicPartition, int] = {}
    for place, _, last in _ranges(names):
        found[place] = max(found.get(place, 0), last + 1)
    return found


class Progress:
    """How far the files of each partition reach; looks again where another writer may be."""

    def __init__(self, names: Callable[[str], Iterable[str]]) -> None:
        self._names = names
        self._next: dict[TopicPartition, int] = {}

    def missing(self, batch: Batch) -> Batch:
        """The records of a batch that are in no file yet.

        A partition is read from the store when it does not go on where we left it: it may
        have been another process's in between.
        """
        known: set[TopicPartition] = set()
        for one in batch:
            place = one.record.place
            if place not in known and self._next.get(place) != one.record.offset:
                self._next[place] = next_offsets(self._names(place.topic)).get(place, 0)
            known.add(place)
        return Batch([
            one for one in batch if one.record.offset >= self._next[one.record.place]
        ])  # fmt: skip

    def reach(self, segment: Segment) -> None:
        """The file of a segment is there."""
        self._next[segment.place] = segment.last + 1


def _ranges(names: Iterable[str]) -> Iterator[tuple[TopicPartition, int, int]]:
    for name in names:
        match = _NAME.fullmatch(name)
        if match is not None:
            place = TopicPartition(match["topic"], int(match["partition"]))
            yield place, int(match["first"]), int(match["last"])
