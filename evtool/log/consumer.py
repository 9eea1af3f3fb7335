"""A member of a consumer group: what it has read, what is done, and what is its own.

The same for every log whose groups are ours; where leases and records are kept is behind
`Membership`.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from evtool.log.event_log import LogError
from evtool.log.record import Record, TopicPartition


@dataclass(frozen=True, slots=True)
class Turn:
    """How a member's partitions changed.

    `taken` has the offsets from which to go on; `lost` are another member's by now;
    `paused` are to be given away as soon as all that was read of them is committed.
    """

    taken: Mapping[TopicPartition, int] = field(default_factory=dict)
    lost: Collection[TopicPartition] = ()
    paused: Collection[TopicPartition] = ()


class Membership(Protocol):
    """The group as one member sees it, and the records of its partitions."""

    def is_due(self) -> bool:
        """Whether the group may have changed: then a turn should be taken."""

    def turn(self, held: Collection[TopicPartition], busy: Collection[TopicPartition]) -> Turn:
        """Take and give partitions; `busy` ones have records that are not committed."""

    def fetch(self, positions: Mapping[TopicPartition, int], most: int) -> Sequence[Record]:
        """Records of some partitions from these offsets on; about as many as asked for."""

    def assign(self, positions: Mapping[TopicPartition, int]) -> None:
        """Prepare to fetch from partitions: they changed since the last fetch."""

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Keep offsets, if all of the partitions are this member's."""

    def wait(self, seconds: float) -> bool:
        """Wait for an append or a change of the group; at most so long."""

    def leave(self) -> None:
        """Give everything away."""


class GroupConsumer:
    """A consumer on top of a membership."""

    def __init__(self, membership: Membership) -> None:
        self._membership = membership
        self._positions: dict[TopicPartition, int] = {}
        self._done: dict[TopicPartition, int] = {}
        self._paused: frozenset[TopicPartition] = frozenset()
        self._ahead: deque[Record] = deque()
        self._closed = False
        self._turn()

    def poll(self, most: int, seconds: float) -> Sequence[Record]:
        """Up to `most` records of the partitions that are this member's."""
        self._check_open()
        deadline = time.monotonic() + seconds
        while True:
            if self._membership.is_due():
                self._turn()
            records = self._next(most)
            rest = deadline - time.monotonic()
            if records or rest <= 0:
                return records
            self._membership.wait(rest)

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Remember where the group goes on."""
        self._check_open()
        foreign = [place for place in offsets if place not in self._positions]
        if foreign:
            raise not_yours(foreign)
        onward = {place: offset for place, offset in offsets.items() if offset > self._done[place]}
        if onward:
            self._membership.commit(onward)
            self._done.update(onward)

    def close(self) -> None:
        """Leave the group."""
        if not self._closed:
            self._closed = True
            self._membership.leave()

    def _check_open(self) -> None:
        if self._closed:
            raise LogError("the consumer is closed", hint="join the group again")

    def _next(self, most: int) -> Sequence[Record]:
        if not self._ahead:
            self._ahead.extend(self._membership.fetch(self._active(), most))
        records = [self._ahead.popleft() for _ in range(min(most, len(self._ahead)))]
        for record in records:
            self._positions[TopicPartition(record.topic, record.partition)] = record.offset + 1
        return records

    def _active(self) -> dict[TopicPartition, int]:
        if not self._paused:
            return self._positions
        return {
            place: offset for place, offset in self._positions.items() if place not in self._paused
        }

    def _turn(self) -> None:
        held = self._positions
        busy = {place for place, offset in held.items() if offset > self._done[place]}
        turn = self._membership.turn(held, busy)
        if not turn.taken and not turn.lost and turn.paused == self._paused:
            return
        for place in turn.lost:
            del self._positions[place], self._done[place]
        self._positions.update(turn.taken)
        self._done.update(turn.taken)
        self._paused = frozenset(turn.paused)
        self._ahead.clear()  # what was read ahead is read again, of the right partitions
        self._membership.assign(self._active())


def not_yours(places: Iterable[TopicPartition]) -> LogError:
    """The error for a commit of partitions that went to another member."""
    names = ", ".join(f"{place.topic}/{place.partition}" for place in list(places)[:3])
    return LogError(
        f"another member of the group has {names} by now, and reads again what was not committed",
        hint="poll again: it gives records of the partitions that are yours",
    )
