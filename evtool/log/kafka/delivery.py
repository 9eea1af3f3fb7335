"""The fate of entries that were handed to librdkafka together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from evtool.log.event_log import LogError, LogUnavailable
from evtool.log.kafka.problem import entry_problem
from evtool.log.record import Entry, TopicPartition

if TYPE_CHECKING:
    from confluent_kafka import Producer

_QUEUE_PAUSE = 0.01
_ANY = -1
"""The partition of an entry that its key, or chance, decides about."""


class Delivery:
    """Entries on their way; one thread sends and waits, another one reports."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self.outcomes: list[LogError | None] = [None] * len(entries)
        self.reached: dict[TopicPartition, int] = {}
        self._reported = 0
        self._expected = -1
        self._all_reported = threading.Event()
        self._stopped = threading.Event()

    def send(self, producer: Producer) -> None:
        """Hand the entries to the producer, and wait until the fate of each is known."""
        from confluent_kafka import KafkaException

        sent = 0
        for at, entry in enumerate(self._entries):
            try:
                sent += self._hand_over(producer, at, entry)
            except KafkaException as error:
                self.outcomes[at] = entry_problem(error.args[0], entry.topic)
        # Set before it is compared, while `_report` counts before it compares: one of both
        # sees that all are there.
        self._expected = sent
        if self._reported != sent:
            self._all_reported.wait()

    def stop(self) -> None:
        """Hand no more over."""
        self._stopped.set()

    def _hand_over(self, producer: Producer, at: int, entry: Entry) -> bool:
        topic, value, timestamp, key, headers, partition = entry
        while True:
            try:
                producer.produce(
                    topic, value, key, _ANY if partition is None else partition,
                    partial(self._report, at), timestamp=timestamp,
                    headers=list(headers) if headers else None,
                )  # fmt: skip
            except BufferError:
                # Others are on their way; each of them is reported in the end.
                if self._stopped.wait(_QUEUE_PAUSE):
                    self.outcomes[at] = LogUnavailable("the Kafka log is closed")
                    return False
            else:
                return True

    def _report(self, at: int, error: Any, message: Any) -> None:
        if error is not None:
            self.outcomes[at] = entry_problem(error, self._entries[at].topic)
        else:
            place = TopicPartition(self._entries[at].topic, message.partition())
            self.reached[place] = max(self.reached.get(place, 0), message.offset() + 1)
        self._reported += 1
        if self._reported == self._expected:
            self._all_reported.set()
