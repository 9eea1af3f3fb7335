"""What waits in a spool: where forwarding goes on in each topic.

Each topic has one partition in the store. So the offsets of its partition 0 say what is
forwarded, and those of the partitions from 1 on how far the partitions of the brokers, from
0 on, reached then: both are noted with one commit.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from evtool.log.record import Record, TopicPartition, Watermarks
from evtool.log.spool.parcel import REFUSED_TOPIC, arrival
from evtool.log.spool.store import Store

GROUP = "evtool-spool"
"""The consumer group of the local log that says how far forwarding has come."""

_MOST_LOOKS = 200


class Backlog:
    """The next offset of each topic; kept in the store, and here while we are the one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._next: dict[TopicPartition, int] = {}
        self._marks: dict[str, dict[int, int]] = {}
        for place, offset in store.committed(GROUP).items():
            if place.partition:
                self._marks.setdefault(place.topic, {})[place.partition - 1] = offset
            else:
                self._next[place] = offset
        self._arrivals: dict[TopicPartition, tuple[int, int]] = {}

    def waiting(self) -> dict[TopicPartition, tuple[int, int]]:
        """The next offset, and the end, of each topic from which something is to be sent."""
        return {
            place: (start, marks.next)
            for place, marks in self._store.topics().items()
            if place.topic != REFUSED_TOPIC and (start := self._start(place, marks)) < marks.next
        }

    def read(self, place: TopicPartition, most: int) -> Sequence[Record]:
        """The next records of a topic."""
        return self._store.read(place, self._next.get(place, 0), most)

    @property
    def has_marks(self) -> bool:
        """Whether anything was ever forwarded."""
        return bool(self._marks)

    def marks(self, topic: str) -> Mapping[int, int]:
        """How far the partitions of a topic at the brokers reached; nothing for a new topic."""
        return self._marks.get(topic, {})

    def advance(
        self, offsets: Mapping[TopicPartition, int], reached: Mapping[TopicPartition, int]
    ) -> None:
        """Remember that everything before these offsets is done.

        Args:
            offsets: Of the store.
            reached: How far partitions of the brokers reach with that.
        """
        marks = {
            TopicPartition(topic, partition + 1): offset
            for (topic, partition), offset in reached.items()
        }
        self._store.commit(GROUP, {**offsets, **marks})
        for (topic, partition), offset in reached.items():
            self._marks.setdefault(topic, {})[partition] = offset
        with self._lock:
            self._next.update(offsets)

    def trim(self) -> None:
        """Remove what is done."""
        with self._lock:
            done = dict(self._next)
        self._store.trim(done)

    def measure(self) -> tuple[int, int | None]:
        """How many records wait, and when the oldest of them came.

        With thousands of topics the latter is found over several calls.
        """
        waiting = self.waiting()
        looks = 0
        arrivals = {}
        for place, (start, _) in waiting.items():
            known = self._arrivals.get(place)
            if known is not None and known[0] == start:
                arrivals[place] = known
            elif looks < _MOST_LOOKS:
                looks += 1
                records = self._store.read(place, start, 1)
                if records:
                    arrivals[place] = (start, arrival(records[0]))
        self._arrivals = arrivals
        records_waiting = sum(end - start for start, end in waiting.values())
        return records_waiting, min((came for _, came in arrivals.values()), default=None)

    def _start(self, place: TopicPartition, marks: Watermarks) -> int:
        return max(self._next.get(place, 0), marks.first)
