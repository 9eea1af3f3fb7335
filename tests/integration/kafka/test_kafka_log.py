"""The Kafka log over a real broker."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from evtool.log.event_log import EntryRefused, LogError, LogUnavailable
from evtool.log.kafka import KafkaLog, open_kafka
from evtool.log.record import Entry, Record, TopicPartition
from tests.integration.kafka.broker import PASSWORD, Broker


@pytest.fixture
def topic(request: pytest.FixtureRequest) -> str:
    """Give a topic that no other test uses."""
    name: str = request.node.name
    return f"{name.partition('[')[0]}-{time.time_ns()}".replace("_", "-")


@pytest.fixture
def open_log(kafka: str) -> Iterator[Callable[..., KafkaLog]]:
    """Give a function that opens a log with options."""
    made: list[KafkaLog] = []

    def open_with(address: str = kafka, **options: Any) -> KafkaLog:
        named = {name.replace("__", "."): value for name, value in options.items()}
        own = {"create_topics", "partitions", "replication"}
        made.append(
            open_kafka(
                address,
                {name if name in own else name.replace("_", "."): v for name, v in named.items()},
            )
        )
        return made[-1]

    yield open_with
    for log in made:
        log.close()


def entry(topic: str, value: bytes = b"v", **how: Any) -> Entry:
    """Make an entry of this moment."""
    return Entry(topic, value, how.pop("timestamp", int(time.time() * 1000)), **how)


def everything(log: KafkaLog, topic: str) -> list[Record]:
    """Read all partitions of a topic."""
    return [
        record
        for place, marks in log.topics().items()
        if place.topic == topic
        for record in log.read(place, 0, marks.next)
    ]


def test_topics_are_created_as_configured(open_log: Callable[..., KafkaLog], topic: str) -> None:
    """With so many partitions and replicas."""
    log = open_log(create_topics=True, partitions=5, replication=1)
    log.append([entry(topic)])
    log.append([entry(topic)])
    assert sum(place.topic == topic for place in log.topics()) == 5


def test_topics_that_cannot_be_created_are_told(
    open_log: Callable[..., KafkaLog], topic: str
) -> None:
    """One broker makes no three replicas; the other topics of a batch are delivered."""
    open_log(create_topics=True).append([entry(f"{topic}-there")])
    log = open_log(create_topics=True, replication=3)
    with pytest.raises(LogUnavailable, match=f"cannot create the topic {topic}"):
        log.append([entry(topic), entry(f"{topic}-there")])
    assert len(everything(log, f"{topic}-there")) == 2


def test_a_missing_topic_is_told(
    own_broker: Callable[..., Broker], open_log: Callable[..., KafkaLog]
) -> None:
    """Where brokers create none by themselves, evtool does when it is told to."""
    address = own_broker(auto_create=False).address
    with pytest.raises(LogUnavailable, match=r"no topic shop\.order") as caught:
        open_log(address, topic_metadata_propagation_max_ms=500).append([entry("shop.order")])
    assert "create_topics" in (caught.value.hint or "")
    log = open_log(address, create_topics=True)
    log.append([entry("shop.order")])
    assert len(everything(log, "shop.order")) == 1


def test_one_refused_record_does_not_take_its_batch_along(
    open_log: Callable[..., KafkaLog], kafka: str, topic: str
) -> None:
    """The broker refuses batches; each record gets its own answer all the same."""
    from confluent_kafka import admin

    client: Any = admin
    limits = client.NewTopic(topic, 1, 1, config={"max.message.bytes": "3000"})
    brokers = client.AdminClient({"bootstrap.servers": kafka})
    brokers.create_topics([limits])[topic].result(10)
    log = open_log(linger_ms=100, compression_type="none")
    values = [b"a", b"b", b"x" * 5000, b"c"]
    outcomes = log.deliver([entry(topic, value) for value in values])
    assert [type(outcome) for outcome in outcomes] == [type(None)] * 2 + [
        outcomes[2].__class__, type(None),
    ]  # fmt: skip
    assert isinstance(outcomes[2], EntryRefused)
    assert topic in str(outcomes[2])
    assert sorted(record.value for record in everything(log, topic)) == [b"a", b"b", b"c"]


def test_a_time_far_ahead_is_refused(open_log: Callable[..., KafkaLog], topic: str) -> None:
    """Brokers take an hour by default."""
    ahead = int(time.time() * 1000) + 86_400_000
    with pytest.raises(EntryRefused, match=topic) as caught:
        open_log().append([entry(topic), entry(topic, timestamp=ahead)])
    assert "timestamp" in (caught.value.hint or "")


def test_records_are_found_by_time(open_log: Callable[..., KafkaLog], topic: str) -> None:
    """The first that is not older; else the next offset."""
    log = open_log()
    now = int(time.time() * 1000)
    log.append([entry(topic, timestamp=now + 10 * n, partition=0) for n in range(5)])
    place = TopicPartition(topic, 0)
    assert log.find_offset(place, now - 1) == 0
    assert log.find_offset(place, now + 15) == 2
    assert log.find_offset(place, now + 99) == 5


def test_signing_in(
    open_log: Callable[..., KafkaLog], kafka_addresses: tuple[str, str], topic: str
) -> None:
    """With the right password; a wrong one is told, and not repeated."""
    options = {
        "security_protocol": "sasl_plaintext", "sasl_mechanism": "PLAIN", "sasl_username": "ada",
    }  # fmt: skip
    open_log(kafka_addresses[1], **options, sasl_password=PASSWORD).append([entry(topic)])
    wrong = open_log(
        kafka_addresses[1], **options, sasl_password=f"not-{PASSWORD}", message_timeout_ms=1500
    )
    with pytest.raises(LogUnavailable):
        wrong.append([entry(topic)])
    assert "Authentication" in (wrong.trouble or "")
    assert PASSWORD not in (wrong.trouble or "")


@pytest.mark.parametrize("protocol", ["classic", "consumer"])
def test_two_members_share_the_partitions(
    open_log: Callable[..., KafkaLog], topic: str, protocol: str
) -> None:
    """Each record comes once; when a member leaves, the other gets its partitions."""
    log = open_log(create_topics=True, partitions=4, group_protocol=protocol)
    log.append([entry(topic, b"%d" % n, partition=n % 4) for n in range(40)])
    first = log.consumer(topic, [topic])
    second = log.consumer(topic, [topic])
    mine = _balance(first, second)
    assert mine[0]
    assert mine[1]
    assert mine[0] | mine[1] == {TopicPartition(topic, partition) for partition in range(4)}
    (foreign, *_) = mine[1]
    with pytest.raises(LogError, match="another member's"):
        first.commit({foreign: 1})
    with pytest.raises(LogError) as caught:
        log.commit(topic, {foreign: 1})
    assert "stop the members" in (caught.value.hint or "")
    first.close()
    _until(lambda: second.poll(10, 0.1) is not None and len(_assigned(second)) == 4)
    second.commit({TopicPartition(topic, 0): 10})
    assert log.committed(topic)[TopicPartition(topic, 0)] == 10
    assert topic in log.groups()
    second.close()


def _assigned(member: Any) -> set[TopicPartition]:
    return {TopicPartition(p.topic, p.partition) for p in member._consumer.assignment()}


def _balance(first: Any, second: Any) -> tuple[set[TopicPartition], set[TopicPartition]]:
    """Poll and commit with both until each has a share."""

    def shared() -> bool:
        for member in (first, second):
            records = member.poll(10, 0.2)
            mine = _assigned(member)
            member.commit({r.place: r.offset + 1 for r in records if r.place in mine})
        one, two = _assigned(first), _assigned(second)
        return bool(one and two) and not one & two and len(one | two) == 4

    _until(shared)
    return _assigned(first), _assigned(second)


def test_a_group_without_members_can_be_moved(
    open_log: Callable[..., KafkaLog], topic: str
) -> None:
    """By anybody."""
    log = open_log()
    log.append([entry(topic, partition=0) for _ in range(3)])
    log.commit(topic, {TopicPartition(topic, 0): 2})
    assert log.committed(topic) == {TopicPartition(topic, 0): 2}
    assert log.committed(f"{topic}-nobody") == {}
    member = log.consumer(topic, [topic])
    found: list[Record] = []
    _until(lambda: found.extend(member.poll(10, 0.5)) or found)
    assert [record.offset for record in found] == [2]
    member.close()


def test_a_broker_may_restart_between_appends(
    own_broker: Callable[..., Broker], open_log: Callable[..., KafkaLog]
) -> None:
    """Killed and started again, it has each record once, and in order."""
    broker = own_broker()
    log = open_log(broker.address, message_timeout_ms=60_000)
    sent = 0
    killed = threading.Event()

    def restart() -> None:
        time.sleep(0.5)
        broker.kill()
        killed.set()
        broker.start()

    thread = threading.Thread(target=restart)
    thread.start()
    while thread.is_alive() or sent < 100:
        log.append([entry("shop.order", b"%d" % sent, key=b"k")])
        sent += 1
    thread.join()
    assert killed.is_set()
    values = [record.value for record in everything(log, "shop.order")]
    assert values == [b"%d" % number for number in range(sent)]


def _until(test: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 60
    while not test():
        assert time.monotonic() < deadline
        time.sleep(0.05)
