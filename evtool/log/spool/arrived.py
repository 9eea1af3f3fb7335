"""What of the waiting records has arrived already: sent by a process that could not note it.

A process notes in the store how far each topic was forwarded, and how far each partition of
the brokers then reached. When it is killed, what it had on its way lies behind that mark at
the brokers, and is still waiting in the store. So whoever goes on looks there first: a waiting
record is done for each record behind the marks that has the same key, headers and value.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

from evtool.log.record import Headers, TopicPartition
from evtool.log.spool.backlog import Backlog
from evtool.log.spool.batch import MOST_RECORDS
from evtool.log.spool.parcel import unpack
from evtool.log.spool.store import Target

MOST_LOOKED_AT = 10 * MOST_RECORDS
"""Others may have written between: so many records of a partition are looked at."""

_PAGE = 1000


def arrived_before(backlog: Backlog, target: Target) -> dict[TopicPartition, set[int]]:
    """The offsets of waiting records that are at the brokers, by topic.

    Raises:
        LogError: The brokers cannot be asked.
    """
    waiting = backlog.waiting()
    topics = {place.topic for place in waiting if backlog.marks(place.topic)}
    if not topics:
        return {}
    ends: dict[str, dict[TopicPartition, int]] = {}
    for place, end in target.ends(topics).items():
        ends.setdefault(place.topic, {})[place] = end
    found = {}
    for place in waiting:
        marks, there = backlog.marks(place.topic), ends.get(place.topic, {})
        seen = _behind_the_marks(marks, target, there)
        if seen:
            found[place] = _same(backlog, place, seen)
    return found


def fingerprint(key: bytes | None, headers: Headers, value: bytes) -> bytes:
    """Equal for records that are equal but for their place and time: brokers may set those."""
    parts = [b"" if key is None else b"=" + key, value]
    for name, content in headers:
        parts += (name.encode(errors="replace"), content)
    sizes = b",".join(b"%d" % len(part) for part in parts)
    return hashlib.blake2b(b"\n".join((sizes, *parts)), digest_size=16).digest()


def _behind_the_marks(
    marks: Mapping[int, int], target: Target, ends: Mapping[TopicPartition, int]
) -> Counter[bytes]:
    """What came into a topic after it was last noted how far its partitions reached."""
    seen: Counter[bytes] = Counter()
    for place, end in ends.items():
        at = marks.get(place.partition, 0)
        stop = min(end, at + MOST_LOOKED_AT)
        while at < stop and (records := target.read(place, at, min(_PAGE, stop - at))):
            seen.update(fingerprint(one.key, one.headers, one.value) for one in records)
            at = records[-1].offset + 1
    return seen


def _same(backlog: Backlog, place: TopicPartition, seen: Counter[bytes]) -> set[int]:
    """Which of the next waiting records are among those that came; each counts once."""
    found = set()
    for record in backlog.read(place, MOST_RECORDS):
        entry = unpack(record)
        mark = fingerprint(entry.key, entry.headers, entry.value)
        if seen[mark]:
            seen[mark] -= 1
            found.add(record.offset)
    return found
