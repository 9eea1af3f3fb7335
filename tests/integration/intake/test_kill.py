"""Nothing that was acknowledged is lost, whenever the intake is killed."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator

import pytest
from killing import compare, make_clients, send_until_killed
from service import Folder, Service, wait_for

from evtool.log.kafka import open_kafka
from evtool.log.record import Record
from tests.integration.kafka.broker import Broker

pytestmark = pytest.mark.network

ROUNDS = int(os.environ.get("EVTOOL_KILL_ROUNDS", "4"))


@pytest.mark.parametrize(("options", "rounds"), [((), ROUNDS), (("--workers=2",), ROUNDS // 4)])
def test_killed_at_any_moment(
    folder: Folder, start: Callable[..., Service], options: tuple[str, ...], rounds: int
) -> None:
    """Every event with a 201 is there, once and whole, and in the order in which it was sent.

    Again and again the intake is killed under load and started again; what got no answer
    is sent again, and only that may be there twice.
    """
    chance = random.Random(rounds)
    clients = make_clients()
    for _ in range(rounds):
        send_until_killed(start(folder, *options), clients, chance.uniform(0.02, 1.2))
    compare(folder.records(), clients)


def test_killed_with_its_broker(
    folder: Folder, start: Callable[..., Service], own_broker: Callable[..., Broker]
) -> None:
    """Spool and Kafka: the intake is killed in each round, the broker in every other one.

    What the forwarder had on its way when it was killed comes once all the same. Topics have
    one partition: events without a key may go to another one in the next round.
    """
    chance, rounds = random.Random(1), max(4, ROUNDS // 4)
    broker, clients = own_broker(auto_create=False), make_clients()
    options = {"create_topics": True, "partitions": 1}
    folder.configure(log={"address": f"kafka:{broker.address}", "options": options})
    for at in range(rounds):
        if at % 4 == 1:
            broker.kill()
        elif at % 4 == 3:
            broker.start()
        send_until_killed(start(folder), clients, chance.uniform(0.3, 1.5))
    if broker.process is None:
        broker.start()
    _forward_all(start(folder))
    compare(_records_of(broker), clients)


def _forward_all(service: Service) -> None:
    """Wait until nothing waits for the broker."""

    def is_empty() -> bool:
        page = service.admin_page("/metrics")[1].decode()
        return "evtool_spool_forwarding 1.0" in page and "evtool_spool_records 0.0" in page

    time.sleep(1.0)  # what the spool tells of itself is of the process before
    wait_for(is_empty, "forwarding", 90.0)
    assert service.end() == 0


def _records_of(broker: Broker) -> Iterator[Record]:
    log = open_kafka(broker.address, {})
    try:
        for place, marks in log.topics().items():
            at = marks.first
            while at < marks.next:
                found = log.read(place, at, 5000)
                assert found, f"{place}: nothing at {at} of {marks}"
                yield from found
                at = found[-1].offset + 1
    finally:
        log.close()
