"""The log as one connector reads it: a member of its group, and how it commits."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence

from evtool.log.event_log import Consumer, EventLog, LogError, LogUnavailable
from evtool.log.record import Record, TopicPartition

LOG = logging.getLogger("evtool.connectors")

KEEP_ALIVE = 60.0
"""Seconds after which a broker is shown that we live, while the store is away."""


def group_of(name: str) -> str:
    """The consumer group of a connector."""
    return f"evtool-connect-{name}"


class Reader:
    """Polls for one connector, and commits partition by partition where some went away."""

    def __init__(self, log: EventLog, name: str, topics: Sequence[str], start: str) -> None:
        self._log = log
        self._group = group_of(name)
        self._topics = topics
        self._start = start
        self._consumer: Consumer | None = None
        self._kept: list[Record] = []
        self._polled = time.monotonic()

    def poll(self, most: int, seconds: float) -> Sequence[Record]:
        """Up to `most` records, or none after these seconds; joins the group where needed.

        Raises:
            LogUnavailable: The log is away for now.
        """
        if self._kept:
            kept, self._kept = self._kept, []
            return kept
        self._polled = time.monotonic()
        return self._member().poll(most, seconds)

    def keep_alive(self) -> None:
        """Stay in the group although nothing can be delivered: brokers put silent members out.

        A record that comes along is kept for the next poll: one a minute at most.
        """
        if self._consumer is not None and time.monotonic() - self._polled > KEEP_ALIVE:
            self._polled = time.monotonic()
            self._kept += self._consumer.poll(1, 0.0)

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Keep how far the group is. Partitions of other members by now are passed over.

        Raises:
            LogUnavailable: The log is away for now.
        """
        if not offsets:
            return
        try:
            self._member().commit(offsets)
        except LogUnavailable:
            raise
        except LogError:
            self._commit_each(offsets)

    def _commit_each(self, offsets: Mapping[TopicPartition, int]) -> None:
        for place, offset in offsets.items():
            try:
                self._member().commit({place: offset})
            except LogUnavailable:
                raise
            except LogError as error:
                fields = {"event": "connector.partition_lost", "topic": place.topic}
                LOG.info("%s", error, extra={"fields": fields})

    def rejoin(self) -> None:
        """Leave the group, whatever the consumer says to that; the next poll joins again."""
        consumer, self._consumer = self._consumer, None
        self._kept = []
        if consumer is not None:
            try:
                consumer.close()
            except LogError as error:
                LOG.info("%s", error, extra={"fields": {"event": "connector.left"}})

    close = rejoin

    def committed(self) -> Mapping[TopicPartition, int]:
        """How far the group is."""
        return self._log.committed(self._group)

    def put_back(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Let the group go on elsewhere."""
        if offsets:
            self._log.commit(self._group, offsets)

    def _member(self) -> Consumer:
        if self._consumer is None:
            self._consumer = self._log.consumer(self._group, self._topics, start=self._start)
        return self._consumer
