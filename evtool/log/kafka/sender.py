"""The producer of a log, shared by all threads that append."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evtool.log.event_log import LogError, LogUnavailable
from evtool.log.kafka.delivery import Delivery
from evtool.log.kafka.options import KafkaOptions
from evtool.log.kafka.problem import BATCH_REFUSED, KafkaRefused, make_client
from evtool.log.record import Entry

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
            for at, outcome in enumerate(outcomes):
                if isinstance(outcome, KafkaRefused) and outcome.code in BATCH_REFUSED:
                    outcomes[at] = self._send(entries[at : at + 1])[0]
        if all(outcome is None for outcome in outcomes):
            self.trouble = None
        return outcomes

    def close(self) -> None:
        """Wait a little for what is on its way, and give the rest up."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for delivery in self._ways:
                delivery.stop()
        self._reports.join()

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
        self._replace(producer)
        return delivery.outcomes

    def _start(self) -> Producer:
        from confluent_kafka import Producer

        producer: Producer
        fatal = threading.Event()

        def note(error: Any) -> None:
            trouble = self._options.redact(error.str())
            if trouble != self.trouble:  # it tries again several times a second
                _LOGGER.warning("Kafka: %s", trouble)
            self.trouble = trouble
            if error.fatal():
                fatal.set()

        made = {**self._options.producer(), "error_cb": note, "logger": _LOGGER}
        producer = make_client(Producer, self._options, made)
        self._fatal = fatal
        self._reports = threading.Thread(
            target=self._serve, args=(producer, fatal), name="kafka-reports", daemon=True
        )
        self._reports.start()
        return producer

    def _replace(self, producer: Producer) -> None:
        """Make a new producer where this one had a fatal error."""
        with self._lock:
            if self._fatal.is_set() and producer is self._producer and not self._closed:
                self._producer = self._start()

    def _serve(self, producer: Producer, fatal: threading.Event) -> None:
        """Let reports come in; this thread alone does it, up to the last one."""
        while not self._closed:
            producer.poll(_POLL_SECONDS)
            if fatal.is_set() and not len(producer):
                return
        producer.flush(_CLOSE_SECONDS if self.trouble is None else _POLL_SECONDS)
        producer.purge()
        producer.flush(_POLL_SECONDS)
