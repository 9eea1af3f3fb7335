"""The sink `kafka`, against the mock cluster inside librdkafka."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer
from sinks import NO_EVENT, Surroundings, batch, options, record

from evtool.connectors.batch import Batch
from evtool.connectors.sink import RecordFailure, TargetFailure
from evtool.connectors.sinks.kafka import ORIGIN, KafkaSink
from evtool.errors import ConfigurationError
from evtool.log.event_log import EntryRefused, LogUnavailable
from evtool.log.kafka import open_kafka
from evtool.log.record import Record, TopicPartition


@pytest.fixture(scope="module")
def brokers() -> Iterator[str]:
    """Give the address of a mock cluster; it lives as long as its owner."""
    owner = Producer({"test.mock.num.brokers": 1, "log_level": 0, "logger": None})
    found = owner.list_topics(timeout=10).brokers.values()
    yield ",".join(f"{broker.host}:{broker.port}" for broker in found)
    owner.close()


@pytest.fixture
def topic() -> str:
    """Give a topic that no other test uses."""
    return f"mirror-{time.time_ns()}"


def sink(folder: Path, brokers: str, **settings: Any) -> KafkaSink:
    """Make a sink."""
    return KafkaSink(options("kafka", folder, brokers=brokers, **settings))


def records(brokers: str, topic: str) -> list[Record]:
    """All records of a topic."""
    log = open_kafka(brokers, {})
    try:
        places = sorted(place for place in log.topics() if place.topic == topic)
        return [one for place in places for one in log.read(place, 0)]
    finally:
        log.close()


def test_a_mirrored_record_is_the_same_and_says_where_it_comes_from(
    tmp_path: Path, brokers: str, topic: str
) -> None:
    """Value, key, time and headers stay."""
    one = record(7, key=b"k", headers=(("a", b"1"),), partition=2)
    with sink(tmp_path, brokers, topic=topic) as opened:
        opened.deliver(Batch.of([one]))
        assert opened.positions() == {}
    [found] = records(brokers, topic)
    assert (found.value, found.key, found.timestamp) == (one.value, one.key, one.timestamp)
    assert found.headers == (("a", b"1"), (ORIGIN, b"shop.order/2/7"))


def test_topic_and_partition_may_be_kept(tmp_path: Path, brokers: str, topic: str) -> None:
    """The topic is a template."""
    with sink(tmp_path, brokers, topic=f"{topic}.{{stream}}", keep_partition=True) as opened:
        opened.deliver(Batch.of([record(0, partition=1), record(1, partition=3)]))
    assert [one.partition for one in records(brokers, f"{topic}.shop.order")] == [1, 3]


def test_two_clusters_may_mirror_each_other(tmp_path: Path, brokers: str, topic: str) -> None:
    """A record that was mirrored is not mirrored back, unless that is wanted."""
    second_hand = record(0, headers=((ORIGIN, b"there/0/9"),))
    with sink(tmp_path, brokers, topic=topic) as opened:
        opened.deliver(Batch.of([second_hand, record(1)]))
    assert len(records(brokers, topic)) == 1
    with sink(tmp_path, brokers, topic=topic, only_first_hand=False) as opened:
        opened.deliver(Batch.of([second_hand]))
    assert second_hand.headers in [one.headers for one in records(brokers, topic)]


def test_records_that_cannot_be_are_named(tmp_path: Path, brokers: str, topic: str) -> None:
    """Too large, or without what names its topic; nothing of the batch is sent."""
    large = record(1, b'{"a": "' + b"x" * 1_000_001 + b'"}')
    with sink(tmp_path, brokers, topic=topic) as opened:
        with pytest.raises(RecordFailure, match="too large") as caught:
            opened.deliver(Batch.of([record(0), large]))
        assert caught.value.at == (1,)
    with sink(tmp_path, brokers, topic=f"{topic}{{meta.nothing}}") as opened:
        with pytest.raises(RecordFailure) as caught:
            opened.deliver(Batch.of([record(0), record(1, NO_EVENT)]))
        assert caught.value.at == (0, 1)
    assert not records(brokers, topic)


def test_what_the_brokers_refuse_is_named_and_the_others_not_sent_again(
    tmp_path: Path, brokers: str, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The brokers' limit may be below that of the client."""
    with sink(tmp_path, brokers, topic=topic) as opened:
        assert opened._log is not None
        sent: list[int] = []
        outcomes: list[Any] = [None, EntryRefused("too large for the topic"), None]
        monkeypatch.setattr(
            opened._log,
            "deliver",
            lambda entries: sent.append(len(entries)) or outcomes[: len(entries)],
        )
        with pytest.raises(RecordFailure, match="too large for the topic") as caught:
            opened.deliver(batch(0, 1, 2))
        assert caught.value.at == (1,)
        opened.deliver(batch(0, 2))
        outcomes[0] = LogUnavailable("the brokers are away")
        with pytest.raises(TargetFailure, match="away"):
            opened.deliver(batch(3))
    assert sent == [3, 0, 1]


def test_brokers_that_are_not_there(tmp_path: Path) -> None:
    """Opening says so; a password in the options is not shown."""
    settings = {"sasl.password": "hunter2", "socket.timeout.ms": 500}
    made = sink(tmp_path, "127.0.0.1:1", options=settings)
    assert "hunter2" not in repr(made._config)
    with pytest.raises(TargetFailure) as caught, made:
        pass
    assert "hunter2" not in str(caught.value)


def test_a_topic_is_not_mirrored_into_itself(tmp_path: Path, brokers: str) -> None:
    """It would go round for ever."""
    around = Surroundings(tmp_path, f"kafka:{brokers}")
    made = KafkaSink(options("kafka", tmp_path, brokers=brokers), around)
    with pytest.raises(ConfigurationError, match="into themselves"), made:
        pass
    named = options("kafka", tmp_path, brokers=brokers, topic="{stream}")
    with (
        KafkaSink(named, around) as opened,
        pytest.raises(RecordFailure, match=r"into shop\.order"),
    ):
        opened.deliver(batch(0))


def test_places_of_records_in_the_log(brokers: str, tmp_path: Path, topic: str) -> None:
    """A batch of many arrives whole and in order."""
    with sink(tmp_path, brokers, topic=topic, keep_partition=True) as opened:
        opened.deliver(batch(*range(500)))
    found = records(brokers, topic)
    assert [one.place for one in found[:1]] == [TopicPartition(topic, 0)]
    assert [dict(one.headers)[ORIGIN] for one in found] == [
        f"shop.order/0/{at}".encode() for at in range(500)
    ]


def test_a_real_cluster(tmp_path: Path, kafka: str, topic: str) -> None:
    """It makes the topic, and takes the records as they are."""
    settings = {"create_topics": True, "partitions": 2}
    records_ = [record(at, key=b"k%d" % at) for at in range(100)]
    with sink(tmp_path, kafka, topic=topic, options=settings) as opened:
        opened.deliver(Batch.of(records_))
    found = records(kafka, topic)
    assert sorted(one.value for one in found) == sorted(one.value for one in records_)
    assert {dict(one.headers)[ORIGIN] for one in found} == {
        f"shop.order/0/{at}".encode() for at in range(100)
    }


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"brokers": " "}, "no broker is named"),
        ({"topic": "{"}, "topic: .* braces"),
        ({"options": {"acks": "1"}}, "acks must be all"),
        ({"options": {"sasl.pasword": "x"}}, r"no property 'sasl\.pasword'"),
    ],
)
def test_options_are_checked(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    """What cannot work is refused before anything runs."""
    with pytest.raises(ConfigurationError, match=message):
        options("kafka", tmp_path, **{"brokers": "127.0.0.1:1", **settings})
