"""The event log that Kafka brokers keep."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping, Sequence
from importlib.util import find_spec

from evtool.errors import EvtoolError
from evtool.log.event_log import EARLIEST, EntryRefused, LogError
from evtool.log.kafka.admin import Cluster
from evtool.log.kafka.member import Member
from evtool.log.kafka.options import KafkaOptions, Option, kafka_options
from evtool.log.kafka.reader import Reader
from evtool.log.kafka.sender import Sender
from evtool.log.record import Entry, Record, TopicPartition, Watermarks
from evtool.log.topic import check_topic, topic_test

_LOOK_SECONDS = 0.2
_ENDS_SECONDS = 2.0


def open_kafka(brokers: str, options: Mapping[str, Option]) -> KafkaLog:
    """Open the log of a cluster; no broker is asked yet.

    Args:
        brokers: `HOST:PORT,HOST:PORT`: some of them, the others are found.
        options: Properties of librdkafka, and evtool's `create_topics`, `partitions` and
            `replication`.

    Raises:
        EvtoolError: confluent-kafka is not installed, or an option is wrong.
    """
    if find_spec("confluent_kafka") is None:
        raise EvtoolError(
            "the Kafka log needs confluent-kafka", hint="run `pip install 'evtool[kafka]'`"
        )
    return KafkaLog(kafka_options(brokers, options))


class KafkaLog:
    """Appends, reads and groups over one cluster; any thread may use it."""

    def __init__(self, options: KafkaOptions) -> None:
        self._options = options
        self._sender = Sender(options)
        self._cluster = Cluster(options)
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._seen: Mapping[TopicPartition, int] = {}
        self._closed = False

    def __repr__(self) -> str:
        return f"KafkaLog({self._options.brokers!r})"

    @property
    def trouble(self) -> str | None:
        """What librdkafka last complained about since entries went well; None: nothing."""
        return self._sender.trouble

    def examine(self, entries: Sequence[Entry]) -> None:
        """Refuse now what no broker would take.

        Raises:
            EntryRefused: The name of a topic is none, or an entry is too large.
        """
        limit = self._options.message_limit
        for topic in {entry.topic for entry in entries}:
            check_topic(topic)
        for entry in entries:
            size = len(entry.value) + len(entry.key or b"")
            size += _header_size(entry) if entry.headers else 0
            if size > limit:
                raise EntryRefused(
                    f"an entry of {size:,} bytes for {entry.topic} is too large",
                    hint=f"at most {limit:,} bytes: raise the option message.max.bytes, and "
                    "max.message.bytes of the topic",
                )

    def deliver(self, entries: Sequence[Entry]) -> list[LogError | None]:
        """The fate of each entry: None once it is durable."""
        failed: Mapping[str, LogError] = {}
        if self._options.create_topics:
            failed = self._cluster.create_missing({entry.topic for entry in entries})
        if not failed:
            return self._sender.deliver(entries)
        sent = iter(self._sender.deliver([entry for entry in entries if entry.topic not in failed]))
        return [failed[entry.topic] if entry.topic in failed else next(sent) for entry in entries]

    def reached(self) -> Mapping[TopicPartition, int]:
        """Behind the last entry that was delivered since the last call, in each partition."""
        return self._sender.reached()

    def ends(self, topics: Collection[str]) -> Mapping[TopicPartition, int]:
        """The next offset of each partition of these topics that is there."""
        return self._cluster.ends(topics, _ENDS_SECONDS)

    def append(self, entries: Sequence[Entry]) -> None:
        """Append entries; when this returns, every in-sync replica has them.

        Raises:
            LogUnavailable: At least one was not taken in time; others may be there.
            EntryRefused: At least one never will be.
        """
        self.examine(entries)
        problems = [outcome for outcome in self.deliver(entries) if outcome is not None]
        for problem in problems:
            if isinstance(problem, EntryRefused):
                raise problem
        if problems:
            raise problems[0]

    def topics(self) -> Mapping[TopicPartition, Watermarks]:
        """Every partition with its watermarks, without Kafka's own topics."""
        return self._cluster.watermarks()

    def read(self, place: TopicPartition, offset: int, most: int = 1000) -> Sequence[Record]:
        """Records of a partition from an offset on."""
        return self._open_reader().read(place, offset, most)

    def find_offset(self, place: TopicPartition, timestamp: int) -> int:
        """The offset of the first record that is not older; else the next one."""
        return self._open_reader().find_offset(place, timestamp)

    def wait(self, seconds: float) -> bool:
        """Wait until something was appended since the last look; whether something was."""
        deadline = time.monotonic() + seconds
        while True:
            ends = self._cluster.ends()
            news = any(end > self._seen.get(place, 0) for place, end in ends.items())
            self._seen = ends
            left = deadline - time.monotonic()
            if news or left <= 0:
                return news
            time.sleep(min(left, _LOOK_SECONDS))

    def consumer(self, group: str, topics: Sequence[str] = (), *, start: str = EARLIEST) -> Member:
        """Join a group; it looks for the topics when it polls."""
        return Member(self._options, group, start, topic_test(topics))

    def committed(self, group: str) -> Mapping[TopicPartition, int]:
        """The offsets from which a group goes on."""
        return self._cluster.committed(group)

    def commit(self, group: str, offsets: Mapping[TopicPartition, int]) -> None:
        """Set the offsets from which a group without members goes on."""
        self._cluster.commit(group, offsets)

    def groups(self) -> Sequence[str]:
        """The names of all groups that have committed offsets."""
        return self._cluster.groups()

    def close(self) -> None:
        """Deliver what is on its way, for a few seconds, and let go of the connections."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            reader = self._reader
        self._sender.close()
        if reader is not None:
            reader.close()

    def _open_reader(self) -> Reader:
        """Logs that only append have no consumer."""
        with self._lock:
            if self._reader is None:
                self._reader = Reader(self._options)
            return self._reader


def _header_size(entry: Entry) -> int:
    return sum(len(name) + len(value) for name, value in entry.headers)
