"""The `options` of a Kafka log: librdkafka's properties, and a few of evtool's own.

The names of librdkafka have dots; evtool's have underscores: see `OWN`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evtool.config import nearest
from evtool.errors import EvtoolError
from evtool.log.kafka.names import COMMON, CONSUMER, PRODUCER

Option = str | int | bool
Properties = dict[str, str]

OWN: Mapping[str, type] = {"create_topics": bool, "partitions": int, "replication": int}
"""Options that are evtool's."""

_OURS = frozenset({
    "bootstrap.servers", "metadata.broker.list", "group.id", "enable.auto.commit",
    "auto.offset.reset", "enable.partition.eof", "transactional.id",
})  # fmt: skip
_OVERHEAD = 100
_SECRET_WORDS = ("password", "secret", "passphrase", "pem", "oauthbearer.config", "jaas")

_COMMON_DEFAULTS: Properties = {
    "log_level": "2",  # what it would say is told by errors, and once
    "reconnect.backoff.max.ms": "2000",
}
_PRODUCER_DEFAULTS: Properties = _COMMON_DEFAULTS | {
    "enable.idempotence": "true",
    "linger.ms": "5",
    "compression.type": "lz4",
    "message.timeout.ms": "30000",
    "topic.metadata.propagation.max.ms": "10000",
}
_CONSUMER_DEFAULTS: Properties = _COMMON_DEFAULTS | {
    "enable.auto.commit": "false",
    "partition.assignment.strategy": "cooperative-sticky",
    "queued.max.messages.kbytes": "16384",
    "fetch.wait.max.ms": "100",
}


@dataclass(frozen=True, slots=True, repr=False)
class KafkaOptions:
    """What a log was configured with; never printed, for it holds secrets."""

    brokers: str
    properties: Properties
    create_topics: bool = False
    partitions: int = -1
    replication: int = -1

    @property
    def message_limit(self) -> int:
        """The most bytes of one entry; librdkafka adds a few of its own."""
        text = self.properties.get("message.max.bytes", "")
        return (int(text) if text.isdecimal() else 1_000_000) - _OVERHEAD

    def producer(self) -> Properties:
        """The properties of its producer."""
        return self._client(_PRODUCER_DEFAULTS, CONSUMER)

    def consumer(self, group: str, start: str) -> Properties:
        """The properties of a member of a group."""
        found = self._client(_CONSUMER_DEFAULTS, PRODUCER)
        found |= {"group.id": group, "auto.offset.reset": start}
        if found.get("group.protocol") == "consumer":  # there the broker chooses the strategy
            found.pop("partition.assignment.strategy")
        return found

    def admin(self) -> Properties:
        """The properties of a client that manages topics and groups."""
        return self._client(_COMMON_DEFAULTS, PRODUCER | CONSUMER)

    def redact(self, text: str) -> str:
        """A text without the secrets that may stand in it."""
        for name, value in self.properties.items():
            if value and any(word in name for word in _SECRET_WORDS):
                text = text.replace(value, "***")
        return text

    def _client(self, defaults: Properties, strange: frozenset[str]) -> Properties:
        """Set aliases of a default count as that default: only one of them may be given."""
        given = {name: value for name, value in self.properties.items() if name not in strange}
        missing = {
            name: value
            for name, value in defaults.items()
            if not any(alias in given for alias in _ALIASES.get(name, ()))
        }
        return {"bootstrap.servers": self.brokers, "client.id": "evtool"} | missing | given


_ALIASES = {
    "linger.ms": ("queue.buffering.max.ms",),
    "compression.type": ("compression.codec",),
    "message.timeout.ms": ("delivery.timeout.ms",),
}


def kafka_options(brokers: str, options: Mapping[str, Option]) -> KafkaOptions:
    """Sort the options of a log.

    Raises:
        EvtoolError: No broker is named, an option is evtool's own affair or of a wrong
            type, or it would acknowledge what is not durable.
    """
    if not brokers.strip():
        raise EvtoolError("no broker is named", hint="write kafka:HOST:PORT,HOST:PORT")
    own = {name: value for name, value in options.items() if name in OWN}
    for name, value in own.items():
        if type(value) is not OWN[name]:
            wanted = "true or false" if OWN[name] is bool else "a whole number"
            raise EvtoolError(f"the Kafka option {name} must be {wanted}, not {value!r}")
    properties = {name: _text(value) for name, value in options.items() if name not in OWN}
    for name in properties:
        if name in _OURS:
            raise EvtoolError(f"the Kafka option {name} is set by evtool", hint="remove it")
    for name in ("acks", "request.required.acks"):
        if properties.get(name, "all") not in {"all", "-1"}:
            raise EvtoolError(
                f"the Kafka option {name} must be all",
                hint="remove it: evtool acknowledges only what is durable",
            )
    return KafkaOptions(brokers, properties, **own)  # type: ignore[arg-type]


def nearest_property(name: str) -> str:
    """A hint that names the property that was meant."""
    return nearest(name, sorted(PRODUCER | CONSUMER | COMMON | OWN.keys()))


def _text(value: Option) -> str:
    """librdkafka writes its truths small."""
    return str(value).lower() if isinstance(value, bool) else str(value)
