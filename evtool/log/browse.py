"""Going through a log without a group: ranges, the last records, and what comes."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evtool.log.event_log import EventLog
from evtool.log.position import Position
from evtool.log.record import Record, TopicPartition, Watermarks

_STEP = 1000
_FOLLOW_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Range:
    """The offsets of one partition from `start` to before `stop`."""

    place: TopicPartition
    start: int
    stop: int


def places(log: EventLog, is_wanted: Callable[[str], bool]) -> dict[TopicPartition, Watermarks]:
    """The partitions of the topics that are wanted."""
    return {place: marks for place, marks in log.topics().items() if is_wanted(place.topic)}


def ranges(
    log: EventLog,
    found: Mapping[TopicPartition, Watermarks],
    start: Position,
    stop: Position | None = None,
) -> list[Range]:
    """The part of each partition between two positions; to its end without `stop`."""
    return [
        Range(
            place,
            start.offset_in(log, place, marks),
            marks.next if stop is None else stop.offset_in(log, place, marks),
        )
        for place, marks in found.items()
    ]


def records(log: EventLog, one: Range) -> Iterator[Record]:
    """The records of a range, in order."""
    offset = one.start
    while offset < one.stop:
        found = log.read(one.place, offset, min(_STEP, one.stop - offset))
        for record in found:
            if record.offset >= one.stop:
                return
            yield record
        if not found:
            return
        offset = found[-1].offset + 1


def by_time(log: EventLog, wanted: Sequence[Range]) -> Iterator[Record]:
    """The records of ranges, merged by timestamp; the order of each partition is kept."""
    return heapq.merge(*(records(log, one) for one in wanted), key=lambda record: record.timestamp)


def last(
    log: EventLog, wanted: Sequence[Range], number: int, test: Callable[[Record], bool]
) -> list[Record]:
    """The last records of ranges that pass a test, so many over all of them."""
    found: list[Record] = []
    for one in wanted:
        found += _last_of(log, one, number, test)
    found.sort(key=lambda record: record.timestamp)
    return found[-number:] if number else []


def _last_of(
    log: EventLog, one: Range, number: int, test: Callable[[Record], bool]
) -> list[Record]:
    """The last of one partition, read backwards in growing steps."""
    found: list[Record] = []
    stop, step = one.stop, max(number, 1)
    while stop > one.start and len(found) < number:
        start = max(one.start, stop - step)
        found[:0] = [
            record for record in records(log, Range(one.place, start, stop)) if test(record)
        ]
        stop, step = start, step * 2
    return found[-number:] if number else []


def follow(
    log: EventLog, positions: dict[TopicPartition, int], is_wanted: Callable[[str], bool]
) -> Iterator[Sequence[Record]]:
    """What comes behind these positions, and in topics that are new; without an end.

    What is given at once is in the order of time. Positions move on as records are given.
    """
    while True:
        found: list[Record] = []
        for place, marks in places(log, is_wanted).items():
            start = positions.setdefault(place, marks.first)
            if start < marks.next:
                part = log.read(place, start, _STEP)
                found += part
                positions[place] = part[-1].offset + 1 if part else marks.next
        if found:
            yield sorted(found, key=lambda record: record.timestamp)
        else:
            log.wait(_FOLLOW_SECONDS)
