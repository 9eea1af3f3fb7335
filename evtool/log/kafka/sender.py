"""The producer of a log, shared by all threads that append."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evtool.log.event_log import LogError, LogUnavailable
from evtool.log.kafka.delivery import Delivery
from evtool.log.kafka.options import KafkaOptions
from evtool.log.kafka.problem import BATCH_REFUSED, KafkaRefused, make_client
from evtool.log.record import Entry, TopicPartition

if TYPE_CHECKING:
    from confluent_kafka import Producer

_LOGGER = logging.getLogger("evtool.log.kafka")
_POLL_SECONDS = 0.1
_CLOSE_SECONDS = 5.0


class Sender:
    """Delivers entries with an idempotent producer.

    A second thread serves the delivery reports. A producer with a fatal error (its
    sequence of numbers is broken, for one) takes nothing more: the next call makes
    another one.
    """

    def __init__(self, options: KafkaOptions) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._ways: set[Delivery] = set()
        self._reached: dict[TopicPartition, int] = {}
        self._closed = False
        self.trouble: str | None = None
        self._producer = self._start()

    def deliver(self, entries: Sequence[Entry]) -> list[LogError | None]:
        """The fate of each entry: None once it is durable.

        When a broker refuses a batch because of some records in it, the others are
        offered once more, each alone.
        """
        outcomes = self._send(entries)
        if len(entries) > 1:
            self._offer_alone(entries, outcomes)
        if all(outcome is None for outcome in outcomes):
            self.trouble = None
        return outcomes

    def reached(self) -> Mapping[TopicPartition, int]:
        """Behind the last entry that was delivered since the last call, in each partition."""
        with self._lock:
            reached, self._reached = self._reached, {}
        return reached

    def close(self) -> None:
        """Wait a little for what is on its way, and give the rest up."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for delivery in self._ways:
                delivery.stop()
        self._reports.join()

    def _offer_alone(self, entries: Sequence[Entry], outcomes: list[LogError | None]) -> None:
        """Find out which records were at fault; none passes one of its topic that failed."""
        failed: dict[str, LogError] = {}
        for at, outcome in enumerate(outcomes):
            if isinstance(outcome, KafkaRefused) and outcome.code in BATCH_REFUSED:
                topic = entries[at].topic
                found = failed.get(topic) or self._send(entries[at : at + 1])[0]
                if found is not None and not isinstance(found, KafkaRefused):
                    failed[topic] = found
                outcomes[at] = found

    def _send(self, entries: Sequence[Entry]) -> list[LogError | None]:
        delivery = Delivery(entries)
        with self._lock:
            if self._closed:
                raise LogUnavailable("the Kafka log is closed")
            self._ways.add(delivery)
            producer = self._producer
        try:
            delivery.send(producer)
        finally:
            with self._lock:
                self._ways.discard(delivery)
                for place, end in delivery.reached.items():
                    self._reached[place] = max(self._reached.get(place, 0), end)
        self._replace(producer)
        return delivery.outcomes

    def _start(self) -> Producer:
        from confluent_kafka import Producer

        made = {**self._options.producer(), "error_cb": self._note, "logger": _LOGGER}
        producer: Producer = make_client(Producer, self._options, made)
        self._broken = broken = threading.Event()
        self._reports = threading.Thread(
            target=self._serve, args=(producer, broken), name="kafka-reports", daemon=True
        )
        self._reports.start()
        return producer

    def _note(self, error: Any) -> None:
        trouble = self._options.redact(error.str())
        # It tries again several times a second; the first complaint says enough.
        level = logging.WARNING if self.trouble is None else logging.DEBUG
        _LOGGER.log(level, "Kafka: %s", trouble)
        self.trouble = trouble

    def _replace(self, producer: Producer) -> None:
        """Make a new producer where this one had a fatal error."""
        with self._lock:
            if self._broken.is_set() and producer is self._producer and not self._closed:
                self._producer = self._start()

    def _serve(self, producer: Producer, broken: threading.Event) -> None:
        """Let reports come in; this thread alone does it, up to the last one."""
        while not self._closed:
            self._guarded(broken, producer.poll, _POLL_SECONDS)
            if broken.is_set() and producer is not self._producer and not len(producer):
                return
        patience = _CLOSE_SECONDS if self.trouble is None else _POLL_SECONDS
        self._guarded(broken, producer.flush, patience)
        producer.purge()
        while len(producer):
            self._guarded(broken, producer.flush, _POLL_SECONDS)

    def _guarded(
        self, broken: threading.Event, serve: Callable[[float], int], seconds: float
    ) -> None:
        """Serve reports; a fatal error is raised here, and told to no callback."""
        from confluent_kafka import KafkaException

        try:
            serve(seconds)
        except KafkaException as error:
            self._note(error.args[0])
            broken.set()
