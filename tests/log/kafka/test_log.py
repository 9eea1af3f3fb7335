"""The Kafka log over librdkafka's mock cluster."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from evtool.log.event_log import EntryRefused, LogError, LogUnavailable
from evtool.log.kafka import KafkaLog, open_kafka
from evtool.log.record import Entry, TopicPartition, Watermarks


@pytest.fixture
def log(mock_kafka: str) -> Iterator[KafkaLog]:
    """Give a log over the mock cluster."""
    opened = open_kafka(mock_kafka, {"linger.ms": 0, "session.timeout.ms": 6000})
    yield opened
    opened.close()


@pytest.fixture
def topic(request: pytest.FixtureRequest) -> str:
    """Give a topic that no other test uses."""
    return f"{request.node.name}-{time.time_ns()}".replace("_", "-")


def entry(topic: str, value: bytes = b"v", **how: object) -> Entry:
    """Make an entry with a time of this year."""
    return Entry(topic, value, int(time.time() * 1000), **how)  # type: ignore[arg-type]


def test_a_record_is_read_as_it_was_appended(log: KafkaLog, topic: str) -> None:
    """With key, headers and time."""
    given = entry(topic, key=b"k", headers=(("h", b"1"), ("h", b"2")), partition=3)
    log.append([given])
    (record,) = log.read(TopicPartition(topic, 3), 0)
    assert record[4:] == (b"k", given.headers, b"v")
    assert record.timestamp == given.timestamp
    assert log.topics()[TopicPartition(topic, 3)] == Watermarks(0, 1)


def test_equal_keys_meet_in_one_partition_in_order(log: KafkaLog, topic: str) -> None:
    """Also when several threads append."""

    def work(key: bytes) -> None:
        for number in range(20):
            log.append([entry(topic, b"%d" % number, key=key)])

    threads = [threading.Thread(target=work, args=(b"k%d" % name,)) for name in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    records = [r for partition in range(4) for r in log.read(TopicPartition(topic, partition), 0)]
    for name in range(5):
        mine = [record for record in records if record.key == b"k%d" % name]
        assert [record.value for record in mine] == [b"%d" % number for number in range(20)]
        assert len({record.partition for record in mine}) == 1


def test_pages_follow_each_other(log: KafkaLog, topic: str) -> None:
    """From any offset, up to the end, and nothing beyond it."""
    log.append([entry(topic, b"%d" % number, partition=0) for number in range(10)])
    place = TopicPartition(topic, 0)
    assert [record.offset for record in log.read(place, 0, 4)] == [0, 1, 2, 3]
    assert [record.offset for record in log.read(place, 4, 4)] == [4, 5, 6, 7]
    assert [record.offset for record in log.read(place, 8, 4)] == [8, 9]
    assert not log.read(place, 10)
    assert not log.read(place, 99)
    assert not log.read(place, 0, 0)


def test_a_topic_that_is_not_there_is_empty(log: KafkaLog, topic: str) -> None:
    """No error."""
    assert not log.read(TopicPartition(topic, 7), 0)


def test_waiting_ends_when_something_comes(log: KafkaLog, topic: str) -> None:
    """And not before."""
    log.wait(0)
    assert not log.wait(0.3)
    log.append([entry(topic)])
    assert log.wait(5)


def test_a_group_goes_on_where_it_was(log: KafkaLog, topic: str) -> None:
    """What was committed does not come again."""
    log.append([entry(topic, b"%d" % number, partition=0) for number in range(6)])
    first = log.consumer("group", [topic])
    found = list(first.poll(3, 20))
    place = TopicPartition(topic, 0)
    assert [record.value for record in found][:1] == [b"0"]
    first.commit({place: 2})
    first.commit({})
    with pytest.raises(LogError, match="another member's"):
        first.commit({TopicPartition("other", 0): 1})
    first.close()
    first.close()
    second = log.consumer("group", [f"/{topic[:-4]}/"])
    assert second.poll(1, 20)[0].value == b"2"
    second.close()


def test_a_member_waits_for_its_topics(log: KafkaLog, topic: str) -> None:
    """A poll without topics ends in time."""
    member = log.consumer("waiting", [f"{topic}-later"])
    begun = time.monotonic()
    assert not member.poll(1, 0.3)
    assert 0.25 < time.monotonic() - begun < 3
    member.close()


def test_what_cannot_be_kept_is_refused(log: KafkaLog, topic: str) -> None:
    """Too large, or no topic; the error names the topic."""
    with pytest.raises(EntryRefused, match=f"for {topic} is too large"):
        log.append([entry(topic, b"x" * 1_000_001)])
    with pytest.raises(EntryRefused, match="'a b' is no name"):
        log.append([entry("a b")])
    with pytest.raises(EntryRefused, match=topic):
        log.append([entry(topic, partition=99)])


def test_brokers_that_are_away_are_unavailable() -> None:
    """After the delivery timeout, with the reason."""
    log = open_kafka("127.0.0.1:1", {"message.timeout.ms": 500})
    with pytest.raises(LogUnavailable, match=r"for shop.order: .*timed out"):
        log.append([entry("shop.order")])
    assert log.trouble
    log.close()
    log.close()
    with pytest.raises(LogUnavailable, match="closed"):
        log.append([entry("shop.order")])
    assert repr(log) == "KafkaLog('127.0.0.1:1')"


def test_closing_gives_up_what_waits() -> None:
    """An append that would wait for ever ends."""
    log = open_kafka("127.0.0.1:1", {"message.timeout.ms": 0})
    failed: list[LogError] = []

    def append() -> None:
        try:
            log.append([entry("shop.order")])
        except LogError as error:
            failed.append(error)

    thread = threading.Thread(target=append)
    thread.start()
    time.sleep(0.5)
    log.close()
    thread.join(10)
    assert [type(error) for error in failed] == [LogUnavailable]


def test_a_full_queue_makes_appends_wait(mock_kafka: str, topic: str) -> None:
    """Nobody hears of it."""
    log = open_kafka(mock_kafka, {"queue.buffering.max.messages": 10})
    log.append([entry(topic, b"%d" % number, partition=1) for number in range(100)])
    assert len(log.read(TopicPartition(topic, 1), 0)) == 100
    log.close()
