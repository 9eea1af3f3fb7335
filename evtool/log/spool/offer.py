"""Offering records to the brokers, without those that arrived before."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from evtool.log.event_log import LogError, LogUnavailable
from evtool.log.record import Record, TopicPartition
from evtool.log.spool.arrived import arrived_before
from evtool.log.spool.backlog import Backlog
from evtool.log.spool.parcel import unpack
from evtool.log.spool.store import Target

_LOGGER = logging.getLogger("evtool.log.spool")
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
            LogUnavailable: The brokers cannot be asked at present what is there.
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
            self._arrived = self._arrived_before()
        return self._arrived

    def _arrived_before(self) -> dict[TopicPartition, set[int]]:
        """What arrived; who may write but not read is told, and sends it again."""
        try:
            return arrived_before(self._backlog, self._target)
        except LogUnavailable:
            raise
        except LogError as error:
            text = "what a process that was killed had sent may come twice: %s"
            _LOGGER.warning(text, error, extra={"fields": {"hint": "give this user READ, too"}})
            return {}

    def _mark(self, topics: set[str]) -> None:
        """Note how far the partitions of new topics reach, before anything of ours is there."""
        new = {topic for topic in topics if not self._backlog.marks(topic)}
        if not new:
            return
        try:
            ends = self._target.ends(new)
        except LogUnavailable:
            raise
        except LogError:  # who may not ask may still write
            return
        self._backlog.advance({}, {**{TopicPartition(topic): 0 for topic in new}, **ends})
