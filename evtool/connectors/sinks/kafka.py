"""The sink `kafka`: mirrors records to another cluster, or to other topics.

    mirror:
      type: kafka
      streams: ["*"]
      brokers: kafka-b:9092
      topic: "a.{topic}"
      options:
        security.protocol: SASL_SSL
        sasl.password: ${KAFKA_PASSWORD}

Every record gets the header `evtool-origin: TOPIC/PARTITION/OFFSET`, by which what comes twice
can be told. Records that have it already are left out, so that two clusters may mirror each
other; `only_first_hand: false` mirrors them too, as in a chain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self

from evtool.config import Section, setting
from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.screening import each
from evtool.connectors.secrets import Secretive
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.taken import Taken
from evtool.connectors.template import Template
from evtool.errors import ConfigurationError, EvtoolError
from evtool.log.config import LogConfig
from evtool.log.event_log import EntryRefused, LogError
from evtool.log.kafka import KafkaLog, open_kafka
from evtool.log.kafka.names import COMMON, CONSUMER, PRODUCER
from evtool.log.kafka.options import OWN, kafka_options, nearest_property
from evtool.log.record import Entry, TopicPartition

ORIGIN = "evtool-origin"
"""The header with the place that a record comes from: `TOPIC/PARTITION/OFFSET`."""

Option = str | int | bool


@dataclass(frozen=True, slots=True, repr=False)
class KafkaConfig(Secretive):
    """Mirror records to another cluster, or to other topics."""

    brokers: str = setting(help="Some brokers of the cluster: HOST:PORT,HOST:PORT.")
    topic: str = setting(
        "{topic}",
        help="The topic of each record, with {stream}, {topic} or the {path.of.a.field}.",
    )
    keep_partition: bool = setting(
        False, help="Write into the partition of the same number; it has to be there."
    )
    only_first_hand: bool = setting(
        True,
        help="Leave out records that were mirrored here: two clusters may mirror each other.",
    )
    options: dict[str, Option] = setting(
        dict,
        help="Properties of librdkafka, such as `security.protocol`, and evtool's "
        "`create_topics`, `partitions` and `replication`; never shown.",
        secret=True,
    )

    def check(self, section: Section) -> None:
        """Refuse properties that librdkafka does not have, and topics that cannot be.

        Raises:
            ConfigurationError: There is one.
        """
        Template(self.topic).check(section.below("topic"))
        known = PRODUCER | CONSUMER | COMMON | OWN.keys()
        for name in self.options:
            if name not in known:
                below = section.below("options").below(name)
                raise below.error(f"librdkafka has no property {name!r}", nearest_property(name))
        try:
            kafka_options(self.brokers, self.options)
        except ConfigurationError:
            raise
        except EvtoolError as error:
            raise section.error(error.message, error.hint) from error


class Surroundings(Protocol):
    """What the sink asks of its context."""

    @property
    def workspace(self) -> Any:
        """The workspace that it stands in."""


class KafkaSink:
    """Appends to the topics of a cluster; each record says where it comes from."""

    Config: ClassVar[type[KafkaConfig]] = KafkaConfig
    guarantee = Guarantee.AT_LEAST_ONCE

    def __init__(self, config: KafkaConfig, context: Surroundings | None = None) -> None:
        self._config = config
        self._topic = Template(config.topic)
        self._log: KafkaLog | None = None
        self._taken = Taken()
        self._is_same_cluster = context is not None and _shares_brokers(config, context.workspace)

    def __enter__(self) -> Self:
        """Ask the cluster for its topics.

        Raises:
            TargetFailure: It cannot be reached, or refuses us.
            ConfigurationError: Records would be mirrored into the topic they come from.
        """
        if self._is_same_cluster and self._config.topic == "{topic}":
            raise ConfigurationError(
                "the connector would mirror topics into themselves",
                hint="give it the brokers of another cluster, or `topic: mirror.{topic}`",
            )
        opened = open_kafka(self._config.brokers, self._config.options)
        try:
            opened.topics()
        except LogError as error:
            opened.close()
            raise TargetFailure(error.message, hint=error.hint) from error
        self._log = opened
        return self

    def deliver(self, batch: Batch) -> None:
        """Append a batch, and wait until every in-sync replica has it.

        Raises:
            RecordFailure: Some records are too large, or there is no such topic.
            TargetFailure: The brokers are away, or refuse us.
        """
        if self._log is None:
            raise TargetFailure("the connector is not open")
        entries = self._entries(batch, self._log)
        wanted = {at: entries[at] for at in self._taken.open(batch)}
        sent = {at: entry for at, entry in wanted.items() if entry is not None}
        outcomes = dict(zip(sent, self._log.deliver([*sent.values()]), strict=True))
        problems = {at: one for at, one in outcomes.items() if one is not None}
        if problems:
            self._taken.add(batch, [at for at in outcomes if at not in problems])
            _raise_problems(problems)
        self._taken.forget()

    def positions(self) -> Mapping[TopicPartition, int]:
        """None."""
        return {}

    def __exit__(self, *_: object) -> None:
        """Let go of the connections."""
        if self._log is not None:
            self._log.close()
        self._log = None

    def _entries(self, batch: Batch, log: KafkaLog) -> list[Entry | None]:
        """The entries of a batch; None for records that are left out.

        Raises:
            RecordFailure: Some have no topic, or are too large.
        """
        entries = each(batch, self._entry)
        try:
            log.examine([one for one in entries if one is not None])
        except EntryRefused:  # of one of them: which
            bad = {at: error for at, one in enumerate(entries) if (error := _refusal(log, one))}
            first = next(iter(bad.values()))
            raise RecordFailure(first.message, at=[*bad], hint=first.hint) from first
        return entries

    def _entry(self, one: Delivery) -> Entry | None:
        """The entry of a record; None for one that is left out."""
        record = one.record
        second_hand = bool(record.headers) and any(name == ORIGIN for name, _ in record.headers)
        if second_hand and self._config.only_first_hand:
            return None
        topic = self._topic.fill(one)
        if self._is_same_cluster and topic == record.topic:
            raise RecordFailure(f"a record of {topic} would be mirrored into {topic}")
        origin = f"{record.topic}/{record.partition}/{record.offset}".encode()
        headers = record.headers if second_hand else (*record.headers, (ORIGIN, origin))
        partition = record.partition if self._config.keep_partition else None
        return Entry(topic, record.value, record.timestamp, record.key, headers, partition)


def _refusal(log: KafkaLog, entry: Entry | None) -> EntryRefused | None:
    try:
        log.examine([entry] if entry is not None else [])
    except EntryRefused as error:
        return error
    return None


def _raise_problems(problems: Mapping[int, LogError]) -> None:
    for problem in problems.values():
        if not isinstance(problem, EntryRefused):
            raise TargetFailure(problem.message, hint=problem.hint) from problem
    for problem in problems.values():
        raise RecordFailure(problem.message, at=[*problems], hint=problem.hint)


def _shares_brokers(config: KafkaConfig, workspace: Any) -> bool:
    """Whether the log of a workspace names a broker that we write to, too."""
    kind, _, brokers = workspace.section("log", LogConfig).address.partition(":")
    return kind == "kafka" and bool({*brokers.split(",")} & {*config.brokers.split(",")})
