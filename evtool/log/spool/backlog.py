"""What waits in a spool: where forwarding goes on in each topic."""

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
        self._next = dict(store.committed(GROUP))
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

    def advance(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Remember that everything before these offsets is done."""
        self._store.commit(GROUP, offsets)
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
