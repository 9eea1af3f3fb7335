"""The spool before a real broker: brokers and forwarders are killed, and nothing is lost."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evtool.log.kafka import open_kafka
from evtool.log.record import Entry, TopicPartition
from evtool.log.spool.bound import SpoolFull
from evtool.log.spool.config import SpoolConfig
from evtool.log.spool.file import SpoolFile
from evtool.log.spool.kafka import open_spooled_kafka
from evtool.log.spool.log import SpooledLog
from evtool.log.spool.parcel import REFUSED_TOPIC
from tests.integration.kafka.broker import Broker

WORKER = Path(__file__).parent / "spool_worker.py"
ROUNDS = 20
OpenSpool = Callable[..., SpooledLog]


@pytest.fixture
def open_spool(tmp_path: Path) -> Iterator[OpenSpool]:
    """Give a function that opens the spool of this test before a broker."""
    made: list[SpooledLog] = []

    def open_before(address: str, config: SpoolConfig | None = None, **options: Any) -> SpooledLog:
        named = {name.replace("_", "."): value for name, value in options.items()}
        made.append(open_spooled_kafka(address, named, config or SpoolConfig("spool.db"), tmp_path))
        return made[-1]

    yield open_before
    for log in made:
        log.close()


def entry(topic: str, key: int, number: int, size: int = 0) -> Entry:
    """Make an entry whose value tells its key and its number."""
    value = b"%d %d %s" % (key, number, b"x" * size)
    return Entry(topic, value, int(time.time() * 1000), b"%d" % key)


def firsts(address: str, topic: str) -> tuple[dict[int, list[int]], int]:
    """The numbers of each key as they came first, and how many records there are at all."""
    log = open_kafka(address, {})
    found: dict[int, dict[int, None]] = {}
    count = 0
    for place, marks in log.topics().items():
        if place.topic != topic:
            continue
        records = log.read(place, 0, marks.next)
        count += len(records)
        for record in records:
            key, number, filling = record.value.split(b" ")
            assert record.key == key
            assert not filling.strip(b"x")
            found.setdefault(int(key), {})[int(number)] = None
    log.close()
    return {key: list(numbers) for key, numbers in found.items()}, count


def settled(log: SpooledLog) -> None:
    """Wait until nothing waits any more."""
    time.sleep(1.1)  # the state is renewed twice a second
    until(lambda: log.state().forwarding and log.state().records == 0)


def until(test: Callable[[], Any], seconds: float = 60) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not test():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_broker_that_is_killed_loses_nothing(
    own_broker: Callable[..., Broker], open_spool: OpenSpool
) -> None:
    """Appends never fail; each record arrives once, and in order of its key."""
    broker = own_broker()
    log = open_spool(broker.address)
    stop = threading.Event()
    sent = [0, 0, 0, 0]

    def append(key: int) -> None:
        while not stop.is_set():
            log.append([entry("shop.order", key, sent[key] + more, 200) for more in range(5)])
            sent[key] += 5
            time.sleep(0.002)

    threads = [threading.Thread(target=append, args=(key,)) for key in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        time.sleep(random.uniform(0.3, 1.5))
        broker.kill()
        time.sleep(random.uniform(0.1, 1.0))
        broker.start()
    stop.set()
    for thread in threads:
        thread.join()
    settled(log)
    found, count = firsts(broker.address, "shop.order")
    assert found == {key: list(range(sent[key])) for key in range(4)}
    assert count == sum(sent)
    until(lambda: log.state().bytes < 200_000)


def test_the_bound_is_reached_and_left(
    own_broker: Callable[..., Broker], open_spool: OpenSpool
) -> None:
    """While the broker is away the spool fills; what was taken arrives later."""
    broker = own_broker()
    broker.kill()
    log = open_spool(broker.address, SpoolConfig("spool.db", bytes="3MB", retry_after=5))
    sent, full = 0, None
    while full is None and sent < 10_000:
        try:
            log.append([entry("shop.order", 1, sent + more, 1000) for more in range(10)])
            sent += 10
        except SpoolFull as error:
            full = error
    assert full is not None
    assert full.retry_after == 5
    assert 1000 < sent < 5000
    until(lambda: log.state().records == sent)
    assert log.state().error
    broker.start()

    def goes_again() -> bool:
        try:
            log.append([entry("shop.order", 1, sent, 1000)])
        except SpoolFull:
            return False
        return True

    until(goes_again)
    settled(log)
    assert firsts(broker.address, "shop.order") == ({1: list(range(sent + 1))}, sent + 1)


def test_a_record_that_the_broker_refuses_blocks_nothing(
    kafka: str, open_spool: OpenSpool, tmp_path: Path
) -> None:
    """It stays in the spool as refused; the records around it arrive, in order."""
    from confluent_kafka import admin

    topic = f"refusing-{time.time_ns()}"
    client: Any = admin
    brokers = client.AdminClient({"bootstrap.servers": kafka})
    limits = client.NewTopic(topic, 1, 1, config={"max.message.bytes": "3000"})
    brokers.create_topics([limits])[topic].result(10)
    log = open_spool(kafka, compression_type="none", linger_ms=50)
    sizes = [5000 if number in {3, 4, 20} else 10 for number in range(40)]
    log.append([entry(topic, 1, number, size) for number, size in enumerate(sizes)])
    settled(log)
    found, _ = firsts(kafka, topic)
    assert found[1] == [number for number, size in enumerate(sizes) if size == 10]
    letters = SpoolFile(tmp_path / "spool.db").read(TopicPartition(REFUSED_TOPIC), 0)
    assert [int(letter.value.split(b" ")[1]) for letter in letters] == [3, 4, 20]
    assert dict(letters[0].headers)["evtool-topic"] == topic.encode()
    assert log.state().refused == 3


def test_processes_that_are_killed_lose_nothing(
    kafka: str, open_spool: OpenSpool, tmp_path: Path
) -> None:
    """Two at a time append to one spool, and are killed at any moment, twenty times.

    What they had acknowledged is in Kafka in the end, in its order, and once: also what was on
    its way when they were killed.
    """
    topic = f"killed-{time.time_ns()}"
    acknowledged: dict[int, int] = {}
    for turn in range(ROUNDS // 2):
        keys = (2 * turn, 2 * turn + 1)
        workers = [start_worker(tmp_path, kafka, topic, key) for key in keys]
        time.sleep(random.uniform(0.6, 1.6))
        for worker, key in zip(random.sample(workers, 2), keys, strict=True):
            worker.kill()
            time.sleep(random.uniform(0, 0.7))
            assert key in keys
        for worker, key in zip(workers, keys, strict=True):
            acknowledged[key] = last_line(worker)
    log = open_spool(kafka)
    settled(log)
    found, count = firsts(kafka, topic)
    assert sum(acknowledged.values()) > 100 * ROUNDS
    for key, taken in acknowledged.items():
        numbers = found.get(key, [])
        assert len(numbers) >= taken
        assert numbers == list(range(len(numbers)))
    assert count == sum(len(numbers) for numbers in found.values())


def start_worker(folder: Path, address: str, topic: str, key: int) -> subprocess.Popen[str]:
    """Start a process that appends until it is killed, and prints what was acknowledged."""
    return subprocess.Popen(
        [sys.executable, str(WORKER), str(folder), address, topic, str(key)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def last_line(worker: subprocess.Popen[str]) -> int:
    """How many entries a process that was killed had acknowledged."""
    out, _ = worker.communicate(timeout=10)
    whole = out[: out.rfind("\n") + 1].split()
    return int(whole[-1]) if whole else 0
