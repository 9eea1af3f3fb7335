"""Reading a partition from any offset, with one consumer that is kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evtool.log.event_log import LogUnavailable
from evtool.log.kafka.admin import REQUEST_SECONDS
from evtool.log.kafka.options import KafkaOptions
from evtool.log.kafka.problem import make_client, request_problem
from evtool.log.record import Record, TopicPartition

if TYPE_CHECKING:
    from confluent_kafka import Consumer

_SLICE_SECONDS = 0.2


class Reader:
    """Reads pages; the next page of the same partition goes on without a new start."""

    def __init__(self, options: KafkaOptions) -> None:
        from confluent_kafka import Consumer

        made = options.consumer("evtool-reader", "error")
        made |= {"enable.partition.eof": "true", "fetch.wait.max.ms": "10"}
        self._consumer: Consumer = make_client(Consumer, options, {**made, "error_cb": _ignore})
        self._lock = threading.Lock()
        self._at: tuple[TopicPartition, int] | None = None

    def read(self, place: TopicPartition, offset: int, most: int) -> Sequence[Record]:
        """Up to `most` records of a partition from an offset on.

        Raises:
            LogUnavailable: The brokers did not answer in time.
        """
        with self._lock:
            first, end = self._bounds(place)
            start = max(offset, first)
            if start >= end or most < 1:
                return ()
            self._go(place, start)
            try:
                found = self._collect(min(most, end - start), end)
            except BaseException:
                self._at = None
                raise
            self._at = (place, found[-1].offset + 1) if found else None
            if self._at == (place, end):
                self._rest()
            return found

    def find_offset(self, place: TopicPartition, timestamp: int) -> int:
        """The offset of the first record that is not older."""
        from confluent_kafka import KafkaException
        from confluent_kafka import TopicPartition as Place

        asked = Place(place.topic, place.partition, timestamp)
        with self._lock:
            _, end = self._bounds(place)
            if not end:
                return 0
            try:
                found = self._consumer.offsets_for_times([asked], timeout=REQUEST_SECONDS)[0]
            except KafkaException as error:
                raise request_problem(error, f"search {place.topic} by time") from None
        return end if found.offset < 0 else int(found.offset)

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            self._consumer.close()

    def _bounds(self, place: TopicPartition) -> tuple[int, int]:
        """The first and the next offset; nothing is in a partition that is not there."""
        from confluent_kafka import KafkaException
        from confluent_kafka import TopicPartition as Place

        asked = Place(place.topic, place.partition)
        try:
            bounds = self._consumer.get_watermark_offsets(asked, timeout=REQUEST_SECONDS)
        except KafkaException as error:
            if error.args[0].name() in _ABSENT:
                return 0, 0
            raise request_problem(error, f"read {place.topic}") from None
        if bounds is None:
            raise LogUnavailable("Kafka did not answer in time", hint="are the brokers up?")
        return bounds

    def _go(self, place: TopicPartition, start: int) -> None:
        from confluent_kafka import TopicPartition as Place

        if self._at != (place, start):
            self._consumer.assign([Place(place.topic, place.partition, start)])

    def _rest(self) -> None:
        """Ask for nothing at the end: a broker holds such a request, and the next one waits."""
        self._consumer.unassign()
        self._at = None

    def _collect(self, most: int, end: int) -> list[Record]:
        """Records until there are enough; the offsets of a partition may have gaps."""
        found: list[Record] = []
        deadline = time.monotonic() + REQUEST_SECONDS
        while len(found) < most and (not found or found[-1].offset + 1 < end):
            for message in self._consumer.consume(most - len(found), timeout=_SLICE_SECONDS):
                error = message.error()
                if error is None:
                    found.append(to_record(message))
                elif error.name() == "_PARTITION_EOF":
                    return found
                elif not error.retriable():
                    raise request_problem(error, "read")
            if time.monotonic() > deadline:
                raise LogUnavailable("Kafka sent no records in time", hint="are the brokers up?")
        return found


_ABSENT = {"_UNKNOWN_TOPIC", "_UNKNOWN_PARTITION", "UNKNOWN_TOPIC_OR_PART"}


def to_record(message: Any) -> Record:
    """A record of the log, from a message of librdkafka."""
    headers = tuple((name, value or b"") for name, value in message.headers() or ())
    _, timestamp = message.timestamp()
    return Record(
        message.topic(), message.partition(), message.offset(), timestamp, message.key(),
        headers, message.value() or b"",
    )  # fmt: skip


def _ignore(_error: Any) -> None:
    """A read that gets nothing tells of it itself."""
