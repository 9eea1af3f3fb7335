"""Which events the log holds already: read from its tail when the service starts."""

from __future__ import annotations

import time
from collections.abc import Iterator

import orjson

from evtool.intake.deduplication.identity import given_id, identity
from evtool.log.event_log import Appender, EventLog
from evtool.log.record import TopicPartition

ALWAYS = 100
"""So many records of a partition are read however old they say they are: the time of a record
is the client's."""

_ONCE = 1000


def recall(log: EventLog, seconds: float, most: int) -> list[bytes]:
    """The identities of the last seconds, about `most` at most.

    Raises:
        EvtoolError: The log cannot be read.
    """
    since = int((time.time() - seconds) * 1000)
    places: dict[TopicPartition, tuple[int, int]] = {}
    for place, marks in log.topics().items():
        start = min(log.find_offset(place, since), marks.next - ALWAYS)
        places[place] = max(marks.first, start), marks.next
    total = sum(end - start for start, end in places.values())
    share = min(1.0, most / total) if total else 1.0
    found: list[bytes] = []
    for place, (start, end) in places.items():
        found += _identities(log, place, end - int((end - start) * share), end)
    return found


def can_be_read(log: Appender) -> bool:
    """Whether a log is one of those that can be read again."""
    return hasattr(log, "find_offset")


def _identities(log: EventLog, place: TopicPartition, start: int, end: int) -> Iterator[bytes]:
    while start < end:
        records = log.read(place, start, _ONCE)
        if not records:
            return
        for record in records:
            made = _identity(record.value)
            if made is not None:
                yield made
        start = records[-1].offset + 1


def _identity(value: bytes) -> bytes | None:
    try:
        event = orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
    given = given_id(event)
    stream = event["meta"].get("stream") if given is not None else None
    return identity(stream, given) if isinstance(stream, str) and given is not None else None
