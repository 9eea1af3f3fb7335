"""Offering records to the brokers, without those that arrived before."""

from __future__ import annotations

import time
from collections.abc import Sequence

from evtool.log.event_log import LogError
from evtool.log.record import Record, TopicPartition
from evtool.log.spool.arrived import arrived_before
from evtool.log.spool.backlog import Backlog
from evtool.log.spool.parcel import unpack
from evtool.log.spool.store import Target

_SETTLE_SECONDS = 0.3
"""So long what a killed process had sent may take to get through a broker."""


class Offers:
    """The records of one term of forwarding on their way to the brokers."""

    def __init__(self, backlog: Backlog, target: Target) -> None:
        self._backlog, self._target = backlog, target
        self._arrived: dict[TopicPartition, set[int]] | None = None

    def make(self, records: Sequence[Record]) -> list[LogError | None]:
        """The fate of each record: None once it is durable.

        Raises:
            LogError: The brokers cannot be asked what is there.
        """
        arrived = self._look()
        self._mark({record.topic for record in records})
        new = [one for one in records if one.offset not in arrived.get(one.place, ())]
        fates = iter(self._target.deliver([unpack(record) for record in new]) if new else ())
        return [
            None if one.offset in arrived.get(one.place, ()) else next(fates) for one in records
        ]

    def _look(self) -> dict[TopicPartition, set[int]]:
        """What arrived before this term; asked for once."""
        if self._arrived is None:
            if self._backlog.has_marks:
                time.sleep(_SETTLE_SECONDS)
            self._arrived = arrived_before(self._backlog, self._target)
        return self._arrived

    def _mark(self, topics: set[str]) -> None:
        """Note how far the partitions of new topics reach, before anything of ours is there."""
        new = {topic for topic in topics if not self._backlog.marks(topic)}
        if new:
            first = {TopicPartition(topic): 0 for topic in new}
            self._backlog.advance({}, {**first, **self._target.ends(new)})
