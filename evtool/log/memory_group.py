"""Consumer groups of a log in memory: the same rules, without leases that run out."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evtool.log.consumer import Turn, not_yours
from evtool.log.event_log import LATEST
from evtool.log.record import Record, TopicPartition
from evtool.log.sharing import share
from evtool.log.topic import topic_test

if TYPE_CHECKING:
    from evtool.log.memory import MemoryLog


@dataclass(slots=True)
class MemoryGroup:
    """What the members of a group share; only to be touched with the log's lock held."""

    committed: dict[TopicPartition, int] = field(default_factory=dict)
    leases: dict[TopicPartition, str] = field(default_factory=dict)
    members: dict[str, MemoryMembership] = field(default_factory=dict)
    changes: int = 0


class MemoryMembership:
    """One member of a group in memory."""

    _names = itertools.count()

    def __init__(
        self, log: MemoryLog, group: MemoryGroup, topics: Sequence[str], start: str
    ) -> None:
        self._log, self._group, self._start = log, group, start
        self._test = topic_test(topics)
        self._name = f"member-{next(self._names):09}"
        self._change = (-1, -1)
        self._seen = -1
        with log.news:
            self._known = set(log.partitions)
            group.members[self._name] = self
            self._tell()

    def is_due(self) -> bool:
        """Whether members or partitions changed."""
        return self._change != (self._group.changes, len(self._log.partitions))

    def turn(self, held: Collection[TopicPartition], busy: Collection[TopicPartition]) -> Turn:
        """Take and give partitions."""
        with self._log.news:
            leases = self._group.leases
            wanted = {name: one.wanted() for name, one in self._group.members.items()}
            lost = {place for place in held if leases.get(place) != self._name}
            todo = share(self._name, wanted, leases)
            leases.update(dict.fromkeys(todo.take, self._name))
            taken = {place: self._first_offset(place) for place in todo.take}
            released = {place for place in todo.give if place not in busy}
            for place in released:
                del leases[place]
            if released:
                self._tell()
            self._change = (self._group.changes, len(self._log.partitions))
            return Turn(taken, lost | released, frozenset(todo.give) - released)

    def wanted(self) -> Sequence[TopicPartition]:
        """The partitions that it asks for."""
        return [place for place in self._log.partitions if self._test(place.topic)]

    def _first_offset(self, place: TopicPartition) -> int:
        partition = self._log.partitions[place]
        if self._start == LATEST and place in self._known:
            return self._group.committed.setdefault(place, partition.next)
        return self._group.committed.get(place, partition.first)

    def assign(self, positions: Mapping[TopicPartition, int]) -> None:
        """Do nothing: all partitions are equally near."""

    def fetch(self, positions: Mapping[TopicPartition, int], most: int) -> Sequence[Record]:
        """Records of partitions, of each in its turn."""
        records: list[Record] = []
        self._seen = self._log.appends
        for place, offset in positions.items():
            records += self._log.read(place, offset, most - len(records))
            if len(records) >= most:
                break
        return records

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Keep offsets, if all of the partitions are this member's."""
        with self._log.news:
            leases = self._group.leases
            foreign = [place for place in offsets if leases.get(place) != self._name]
            if foreign:
                raise not_yours(foreign)
            self._group.committed.update(offsets)
            self._change = (-1, -1)  # what was to be given away can go now

    def wait(self, seconds: float) -> bool:
        """Wait for an append or a change of the group."""
        with self._log.news:
            return self._log.news.wait_for(
                lambda: self._log.appends > self._seen or self.is_due(), seconds
            )

    def leave(self) -> None:
        """Give everything away."""
        with self._log.news:
            self._group.members.pop(self._name, None)
            for place in [one for one, name in self._group.leases.items() if name == self._name]:
                del self._group.leases[place]
            self._tell()

    def _tell(self) -> None:
        self._group.changes += 1
        self._log.news.notify_all()
