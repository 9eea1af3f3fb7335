"""A member of a consumer group."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evtool.log.event_log import EARLIEST, LATEST, LogError
from evtool.log.kafka.admin import Cluster, GroupBusy
from evtool.log.kafka.options import KafkaOptions
from evtool.log.kafka.problem import PASSING, make_client, request_problem
from evtool.log.kafka.reader import to_record
from evtool.log.record import Record, TopicPartition

if TYPE_CHECKING:
    from confluent_kafka import Consumer

_LOGGER = logging.getLogger("evtool.log.kafka")
_LOOK_SECONDS = 5.0
_COMMIT_SECONDS = 10.0

_SETTLING = PASSING | {"ILLEGAL_GENERATION", "STALE_MEMBER_EPOCH"}
"""The group shares out anew, and we are in it: what is ours stays so until the next poll."""


class Member:
    """Polls what the group gives it; offsets move when they are committed, not before.

    The topics are looked up here and not by librdkafka: a regex then means the same for
    every log, and topics that come later are seen within seconds.
    """

    def __init__(
        self, options: KafkaOptions, group: str, start: str, wanted: Callable[[str], bool]
    ) -> None:
        from confluent_kafka import Consumer

        self._group, self._wanted = group, wanted
        self._cluster = Cluster(options)
        if start == LATEST:
            self._leave_past_out()
        made = {**options.consumer(group, EARLIEST), "error_cb": _note, "logger": _LOGGER}
        self._consumer: Consumer = make_client(Consumer, options, made)
        self._topics: set[str] = set()
        self._next_look = 0.0
        self._taken: set[TopicPartition] = set()
        self._closed = False

    def poll(self, most: int, seconds: float) -> Sequence[Record]:
        """Up to `most` records; waits `seconds` for the first one."""
        self._look()
        deadline = time.monotonic() + seconds
        found = self._consume(1, seconds)
        while not found and (left := deadline - time.monotonic()) > 0:
            if not self._topics:
                time.sleep(min(left, 0.1))
            self._look()
            found = self._consume(1, left)
        if found and most > 1:
            self._taken.clear()
            found += self._consume(most - 1, 0)
            # The second look may have given a partition away: its new owner reads it again.
            found = [record for record in found if record.place not in self._taken]
        return found

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Remember where the group goes on.

        Raises:
            LogError: A partition is another member's by now.
        """
        from confluent_kafka import TopicPartition as Place

        if self._closed:
            raise LogError("this member has left its group")
        if not offsets:
            return
        mine = {(place.topic, place.partition) for place in self._consumer.assignment()}
        for place in offsets:
            if place not in mine:
                raise LogError(f"{place.topic}[{place.partition}] is another member's by now")
        self._commit(
            [Place(place.topic, place.partition, offset) for place, offset in offsets.items()]
        )

    def close(self) -> None:
        """Leave the group."""
        if not self._closed:
            self._closed = True
            self._consumer.close()

    def _leave_past_out(self) -> None:
        """Commit the ends of this moment: joining takes a while, and new topics count whole."""
        known = self._cluster.committed(self._group)
        ends = {
            place: end
            for place, end in self._cluster.ends().items()
            if place not in known and self._wanted(place.topic)
        }
        if ends:
            with contextlib.suppress(GroupBusy):  # its other members did so when they came
                self._cluster.commit(self._group, ends)

    def _commit(self, places: list[Any]) -> None:
        """While the group shares its partitions out anew, commits have to wait."""
        from confluent_kafka import KafkaException

        deadline = time.monotonic() + _COMMIT_SECONDS
        while True:
            try:
                answer = self._consumer.commit(offsets=places, asynchronous=False)
            except KafkaException as error:
                if error.args[0].name() not in _SETTLING or time.monotonic() > deadline:
                    raise request_problem(error, f"commit for {self._group}") from None
                time.sleep(0.1)
                continue
            for place in answer or ():
                if place.error is not None:
                    raise request_problem(place.error, f"commit for {self._group}")
            return

    def _look(self) -> None:
        """Subscribe to the topics that are there by now."""
        now = time.monotonic()
        if now < self._next_look:
            return
        names = {place.topic for place in self._cluster.partitions()}
        topics = {name for name in names if self._wanted(name)}
        if topics and topics != self._topics:
            # With a callback, partitions move within a poll only, never before a commit.
            self._consumer.subscribe(sorted(topics), on_revoke=self._give_away)
            self._topics = topics
        self._next_look = now + (_LOOK_SECONDS if topics else 0.2)

    def _give_away(self, _consumer: Consumer, places: Sequence[Any]) -> None:
        self._taken.update(TopicPartition(place.topic, place.partition) for place in places)

    def _consume(self, most: int, seconds: float) -> list[Record]:
        if not self._topics:
            return []
        found = []
        for message in self._consumer.consume(most, timeout=max(seconds, 0)):
            error = message.error()
            if error is None:
                found.append(to_record(message))
            elif not error.retriable():
                _LOGGER.warning("group %s: %s", self._group, error.str())
        return found


def _note(error: Any) -> None:
    _LOGGER.warning("Kafka: %s", error.str())
