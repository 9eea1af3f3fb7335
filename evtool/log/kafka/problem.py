"""What librdkafka reports, as errors of the log."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from evtool.errors import EvtoolError
from evtool.log.event_log import EntryRefused, LogError, LogUnavailable
from evtool.log.kafka.options import KafkaOptions, nearest_property

T = TypeVar("T")

_REFUSED = {
    "MSG_SIZE_TOO_LARGE": "raise `max.message.bytes` of the topic and the option "
    "`message.max.bytes`, or send less",
    "RECORD_LIST_TOO_LARGE": "raise `segment.bytes` of the topic, or send less",
    "INVALID_TIMESTAMP": "its time is too far from now: see `message.timestamp.after.max.ms` "
    "of the topic",
    "INVALID_RECORD": "the broker does not take it: a compacted topic needs keys",
    "TOPIC_EXCEPTION": "use up to 249 of the letters a-z and A-Z, digits, and `.`, `_`, `-`",
    "_INVALID_DIFFERENT_RECORD": "another record of its batch was refused",
    "_UNKNOWN_PARTITION": "the topic has fewer partitions",
}
_MISSING = {"_UNKNOWN_TOPIC", "UNKNOWN_TOPIC_OR_PART"}
_FORBIDDEN = {"TOPIC_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED"}

BATCH_REFUSED = {
    "MSG_SIZE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_TIMESTAMP", "INVALID_RECORD",
    "_INVALID_DIFFERENT_RECORD",
}  # fmt: skip
"""What a broker says of a whole batch, although only some records of it are at fault."""

PASSING = {
    "COORDINATOR_LOAD_IN_PROGRESS", "COORDINATOR_NOT_AVAILABLE", "NOT_COORDINATOR", "_WAIT_COORD",
    "REBALANCE_IN_PROGRESS",
}  # fmt: skip
"""What brokers say of a group that will be ready in a moment."""


class KafkaRefused(EntryRefused):
    """A broker, or librdkafka before it, will not take an entry; `code` is Kafka's word."""

    def __init__(self, message: str, code: str, hint: str | None = None) -> None:
        self.code = code
        super().__init__(message, hint=hint)


def entry_problem(error: Any, topic: str) -> LogError:
    """The error of one entry, from librdkafka's `KafkaError`."""
    name, words = error.name(), error.str()
    if name in _REFUSED:
        return KafkaRefused(f"Kafka refuses an entry for {topic}: {words}", name, _REFUSED[name])
    if name in _MISSING:
        hint = "create it, or set the option create_topics: true"
        return LogUnavailable(f"Kafka has no topic {topic}", hint=hint)
    if name in _FORBIDDEN:
        hint = "give this user the right to write to it"
        return LogUnavailable(f"Kafka forbids writing to {topic}: {words}", hint=hint)
    return LogUnavailable(f"Kafka did not take an entry for {topic}: {words}")


def request_problem(error: Any, doing: str) -> LogError:
    """The error of a request, from a `KafkaException` or a `KafkaError`."""
    error = error.args[0] if isinstance(error, Exception) and error.args else error
    away = error.name() in PASSING or error.retriable() or error.code() < 0
    kind = LogUnavailable if away else LogError
    return kind(
        f"Kafka cannot {doing}: {error.str()}", hint="are the brokers up?" if away else None
    )


def make_client(kind: Callable[[dict[str, Any]], T], options: KafkaOptions, made: Any) -> T:
    """A client of librdkafka.

    Raises:
        EvtoolError: librdkafka does not know a property, or not its value.
    """
    from confluent_kafka import KafkaException

    try:
        return kind(made)
    except KafkaException as error:
        text = options.redact(error.args[0].str())
        unknown = re.search(r'No such configuration property: "([^"]*)"', text)
        hint = nearest_property(unknown[1]) if unknown else "see librdkafka's CONFIGURATION.md"
        raise EvtoolError(f"Kafka options: {text}", hint=hint) from None
