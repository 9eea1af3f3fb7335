"""Topics and groups of a cluster, through Kafka's admin requests."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from evtool.log.event_log import EARLIEST, EntryRefused, LogError, LogUnavailable
from evtool.log.kafka.options import KafkaOptions
from evtool.log.kafka.problem import PASSING, make_client, request_problem
from evtool.log.record import TopicPartition, Watermarks

if TYPE_CHECKING:
    from confluent_kafka.admin import AdminClient

REQUEST_SECONDS = 10.0
"""How long a request may take before the brokers count as away."""

_INTERNAL = "__"
_PAUSE_SECONDS = 0.1


class GroupBusy(LogError):
    """A group has members: they alone say how far it has come."""


class Cluster:
    """What can be asked of the brokers, and told them, beside records."""

    def __init__(self, options: KafkaOptions) -> None:
        from confluent_kafka.admin import AdminClient

        self._options = options
        self._admin: AdminClient = make_client(
            AdminClient, options, {**options.admin(), "error_cb": _ignore}
        )
        self._known: set[str] = set()

    def partitions(self, seconds: float = REQUEST_SECONDS) -> list[TopicPartition]:
        """All partitions; topics that Kafka keeps for itself are none of ours."""
        from confluent_kafka import KafkaException

        try:
            topics = self._admin.list_topics(timeout=seconds).topics
        except KafkaException as error:
            raise request_problem(error, "list its topics") from None
        self._known = set(topics)
        return [
            TopicPartition(name, partition)
            for name, topic in topics.items()
            if not name.startswith(_INTERNAL)
            for partition in topic.partitions
        ]

    def watermarks(self) -> dict[TopicPartition, Watermarks]:
        """The first and the next offset of every partition."""
        places = self.partitions()
        earliest = self._offsets(places, _untyped().OffsetSpec.earliest())
        latest = self._offsets(places, _untyped().OffsetSpec.latest())
        return {
            place: Watermarks(earliest[place], latest[place])
            for place in places
            if place in earliest and place in latest
        }

    def ends(
        self, topics: Collection[str] | None = None, seconds: float = REQUEST_SECONDS
    ) -> dict[TopicPartition, int]:
        """The next offset of every partition, of some topics or of all."""
        places = [
            place for place in self.partitions(seconds) if topics is None or place.topic in topics
        ]
        return self._offsets(places, _untyped().OffsetSpec.latest(), seconds)

    def create_missing(self, topics: Iterable[str]) -> dict[str, LogError]:
        """Make the topics that are not there; the ones that cannot be made, with the reason."""
        if self._known.issuperset(topics):
            return {}
        self.partitions()
        missing = set(topics) - self._known
        if not missing:  # somebody else made them
            return {}
        kind = _untyped().NewTopic
        wanted = [
            kind(name, self._options.partitions, self._options.replication) for name in missing
        ]
        failed = {}
        made = self._admin.create_topics(wanted, request_timeout=REQUEST_SECONDS)
        for topic, future in made.items():
            problem = _creation_problem(topic, future)
            if problem is None:
                self._known.add(topic)
            else:
                failed[topic] = problem
        return failed

    def committed(self, group: str) -> dict[TopicPartition, int]:
        """Where a group goes on; nothing for a group that is not there.

        A consumer asks, and not the admin client: that one ends the whole process with a
        segmentation fault while the group's coordinator is not ready (librdkafka #5040).
        """
        from confluent_kafka import Consumer, KafkaException
        from confluent_kafka import TopicPartition as Place

        places = [Place(place.topic, place.partition) for place in self.partitions()]
        if not places:
            return {}
        made = {**self._options.consumer(group, EARLIEST), "error_cb": _ignore}
        asker: Consumer = make_client(Consumer, self._options, made)
        try:
            answer = asker.committed(places, timeout=REQUEST_SECONDS)
        except KafkaException as error:
            raise request_problem(error, "tell the offsets of a group") from None
        finally:
            asker.close()
        return {
            TopicPartition(place.topic, place.partition): place.offset
            for place in answer
            if place.offset >= 0
        }

    def commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set where a group goes on; Kafka does so while it has no members only."""
        deadline = time.monotonic() + REQUEST_SECONDS
        while True:
            problem = self._try_commit(group, offsets)
            if problem is None:
                return
            if problem.name() not in PASSING or time.monotonic() > deadline:
                break
            time.sleep(_PAUSE_SECONDS)
        told = request_problem(problem, f"set the offsets of {group}")
        if problem.name() == "UNKNOWN_MEMBER_ID":
            raise GroupBusy(told.message, hint="stop the members of the group first")
        raise told

    def _try_commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> Any:
        """The first error of Kafka, if there is one."""
        from confluent_kafka import ConsumerGroupTopicPartitions

        asked = ConsumerGroupTopicPartitions(group, _with_offsets(offsets))
        future = self._admin.alter_consumer_group_offsets([asked], request_timeout=REQUEST_SECONDS)[
            group
        ]
        answer = _result(future, f"set the offsets of {group}")
        return next((place.error for place in answer.topic_partitions if place.error), None)

    def groups(self) -> list[str]:
        """The groups that have committed offsets."""
        future = self._admin.list_consumer_groups(request_timeout=REQUEST_SECONDS)
        names = sorted(group.group_id for group in _result(future, "list its groups").valid)
        return [name for name in names if self.committed(name)]

    def _offsets(
        self, places: Sequence[TopicPartition], which: Any, seconds: float = REQUEST_SECONDS
    ) -> dict[TopicPartition, int]:
        if not places:
            return {}
        from confluent_kafka import TopicPartition as Place

        asked = {Place(place.topic, place.partition): which for place in places}
        futures = self._admin.list_offsets(asked, request_timeout=seconds)
        found = {}
        for place, future in futures.items():
            try:
                offset = _result(future, f"tell the offsets of {place.topic}").offset
            except LogUnavailable:
                raise
            except LogError:  # the topic was deleted in between
                continue
            found[TopicPartition(place.topic, place.partition)] = offset
        return found


def _untyped() -> Any:
    """The part of the client whose types are not told."""
    import confluent_kafka.admin

    return confluent_kafka.admin


def _creation_problem(topic: str, future: Future[Any]) -> LogError | None:
    from confluent_kafka import KafkaException

    try:
        future.result(REQUEST_SECONDS * 2)
    except KafkaException as error:
        name, words = error.args[0].name(), error.args[0].str()
        if name == "TOPIC_ALREADY_EXISTS":
            return None
        kind = EntryRefused if name == "TOPIC_EXCEPTION" else LogUnavailable
        return kind(f"Kafka cannot create the topic {topic}: {words}")
    return None


def _result(future: Future[Any], doing: str) -> Any:
    from confluent_kafka import KafkaException

    try:
        return future.result(REQUEST_SECONDS * 2)
    except KafkaException as error:
        raise request_problem(error, doing) from None
    except TimeoutError:
        raise LogUnavailable(f"Kafka did not {doing} in time", hint="are the brokers up?") from None


def _with_offsets(offsets: Mapping[TopicPartition, int]) -> list[Any]:
    from confluent_kafka import TopicPartition as Place

    return [Place(place.topic, place.partition, offset) for place, offset in offsets.items()]


def _ignore(_error: Any) -> None:
    """Requests tell of their failures themselves."""
