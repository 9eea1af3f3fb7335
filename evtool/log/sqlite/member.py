"""Membership in a group whose leases are in the log's file."""

from __future__ import annotations

import json
import time
import uuid
import weakref
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from evtool.errors import Place
from evtool.log.consumer import Turn, not_yours
from evtool.log.event_log import LATEST, LogUnavailable
from evtool.log.record import Record, TopicPartition
from evtool.log.sharing import Share, share
from evtool.log.sqlite import leases
from evtool.log.sqlite.database import connect, identity, told, transaction
from evtool.log.sqlite.fetch import FEW, Fetcher, Scanner, Seeker
from evtool.log.sqlite.heartbeat import BEATS, Heart, Watch
from evtool.log.sqlite.process import mark
from evtool.log.sqlite.read import Handle, next_offset
from evtool.log.topic import topic_test

_POLL_SECONDS = 0.02
_PATIENCE = 3
"""A partition is given away uncommitted after so many sessions: others wait for it."""


class SqliteMembership:
    """One member: a connection, a heartbeat, and its view of the group."""

    def __init__(
        self, path: Path, group: str, topics: Sequence[str], start: str, session_seconds: float
    ) -> None:
        self._path, self._group, self._start = path, group, start
        self._topics = json.dumps(list(topics))
        topic_test(topics)  # a regex that cannot be read is told now
        self._session = session_seconds
        with told(path):
            connection = connect(path, session_seconds, create=True)
            assert connection is not None  # noqa: S101 - for mypy: `create` makes it
            connection.execute("PRAGMA synchronous = NORMAL")  # a lost commit is read again
            self._handle = Handle(connection, identity(str(path)))
            self._known = leases.change(connection, group)[1]
        self._connection = connection
        self._names: dict[int, TopicPartition] = {}
        self._numbers: dict[TopicPartition, int] = {}
        self._fetcher: Fetcher = Seeker(self._handle, ())
        self._change: tuple[int, int] | None = None
        self._next_turn = 0.0
        self._seen = 0
        self._giving: dict[TopicPartition, float] = {}
        self._watch = Watch(session_seconds)
        self._heart: Heart | None = None

    def is_due(self) -> bool:
        """Whether the group changed, or others are to be looked after."""
        if self._handle.identity != identity(str(self._path)):
            raise LogUnavailable(
                "the file of the log was removed or replaced while it was read",
                hint="join the group again",
                place=Place(self._path),
            )
        with told(self._path):
            change = leases.change(self._connection, self._group)
        return change != self._change or time.monotonic() >= self._next_turn

    def turn(self, held: Collection[TopicPartition], busy: Collection[TopicPartition]) -> Turn:
        """Take and give partitions, in one transaction."""
        self._next_turn = time.monotonic() + self._session / BEATS
        with told(self._path), transaction(self._connection):
            return self._turn(held, busy)

    def _turn(self, held: Collection[TopicPartition], busy: Collection[TopicPartition]) -> Turn:
        connection, group = self._connection, self._group
        me = self._present()
        members = leases.members(connection, group)
        dead = self._watch.dead(members, me)
        if dead:
            leases.remove(connection, group, dead)
        change = leases.change(connection, group)
        if change == self._change and not self._giving:
            return Turn()
        self._learn_places()
        leased = {
            self._names[place]: name for place, name in leases.leases(connection, group).items()
        }
        wanted = {
            name: self._matching(topics)
            for name, (topics, _) in members.items()
            if name not in dead
        }
        mine = {place for place, name in leased.items() if name == me}
        lost = set(held) - mine
        todo = share(me, wanted, leased)
        taken = self._take([*todo.take, *(mine - set(held))], mine, me)
        released = self._give(todo, busy, held)
        self._change = leases.change(connection, group)
        return Turn(taken, lost | released, frozenset(self._giving))

    def _present(self) -> str:
        """The name of this member; a new one after others took it for dead."""
        heart = self._heart
        if heart is not None and leases.beat(self._connection, self._group, heart.member):
            return heart.member
        self._stop_heart()
        name = f"{mark()}{uuid.uuid4().hex}"
        leases.join(self._connection, self._group, name, self._topics)
        self._heart = Heart(self._path, self._group, name, self._session)
        weakref.finalize(self, self._heart.stop)
        return name

    def _stop_heart(self) -> None:
        if self._heart is not None:
            self._heart.stop()

    def _learn_places(self) -> None:
        last = max(self._names, default=0)
        rows = self._connection.execute(
            "SELECT id, topic, partition FROM places WHERE id > ?", (last,)
        )
        for number, topic, partition in rows.fetchall():
            name = TopicPartition(topic, partition)
            self._names[number] = name
            self._numbers[name] = number

    def _matching(self, topics: str) -> Sequence[TopicPartition]:
        test = _test(topics)
        return [place for place in self._numbers if test(place.topic)]

    def _take(
        self, places: Collection[TopicPartition], mine: Collection[TopicPartition], me: str
    ) -> dict[TopicPartition, int]:
        new = [self._numbers[place] for place in places if place not in mine]
        leases.lease(self._connection, self._group, me, new)
        return {place: self._first_offset(self._numbers[place]) for place in places}

    def _first_offset(self, place: int) -> int:
        """Where to go on. A start at the end is kept: what comes then is never left out."""
        found = leases.offset_of(self._connection, self._group, place)
        if found is not None:
            return found
        if self._start != LATEST or place > self._known:
            return leases.floor(self._connection, place)
        end = next_offset(self._connection, place)
        leases.commit(self._connection, self._group, {place: end})
        return end

    def _give(
        self, todo: Share, busy: Collection[TopicPartition], held: Collection[TopicPartition]
    ) -> set[TopicPartition]:
        """Release what is to be given away and is committed; the rest has to wait for that."""
        now = time.monotonic()
        patience = self._session * _PATIENCE
        giving = {place: self._giving.get(place, now) for place in todo.give if place in held}
        released = {
            place for place, since in giving.items() if place not in busy or now - since > patience
        }
        self._giving = {place: at for place, at in giving.items() if place not in released}
        leases.release(self._connection, self._group, [self._numbers[place] for place in released])
        return released

    def assign(self, positions: Mapping[TopicPartition, int]) -> None:
        """Choose how to fetch from these partitions."""
        with told(self._path):
            if len(positions) <= FEW:
                self._fetcher = Seeker(self._handle, positions)
            else:
                self._fetcher = Scanner(self._handle, positions, self._names)

    def fetch(self, positions: Mapping[TopicPartition, int], most: int) -> Sequence[Record]:
        """Records of the partitions that were assigned."""
        with told(self._path):
            self._seen = self._handle.last_id()
            return self._fetcher.fetch(positions, most)

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Keep offsets, if all of the partitions are this member's."""
        me = self._heart.member if self._heart is not None else ""
        with told(self._path), transaction(self._connection):
            numbers = {self._numbers[place]: offset for place, offset in offsets.items()}
            foreign = [
                self._names[number]
                for number in numbers
                if leases.holder(self._connection, self._group, number) != me
            ]
            if foreign:
                raise not_yours(foreign)
            leases.commit(self._connection, self._group, numbers)
        if self._giving:
            self._next_turn = 0.0

    def wait(self, seconds: float) -> bool:
        """Wait for an append or a change of the group."""
        deadline = time.monotonic() + seconds
        while not self.is_due():
            with told(self._path):
                if self._handle.last_id() > self._seen:
                    return True
            rest = deadline - time.monotonic()
            if rest <= 0:
                return False
            time.sleep(min(rest, _POLL_SECONDS))
        return True

    def leave(self) -> None:
        """Give everything away."""
        self._stop_heart()
        with told(self._path):
            if self._heart is not None:
                with transaction(self._connection):
                    leases.remove(self._connection, self._group, [self._heart.member])
            self._connection.close()


@lru_cache(maxsize=64)
def _test(topics: str) -> Callable[[str], bool]:
    return topic_test(json.loads(topics))
