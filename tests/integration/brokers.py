"""Fixtures with a real Kafka broker on loopback, for the tests of all packages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.kafka.broker import Broker
from tests.integration.kafka.jars import BrokerAbsent, jars
from tests.integration.kafka.shared_broker import shared_broker


@pytest.fixture(scope="session")
def kafka_addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Give a broker that all tests of a run share: its open address, and one to sign in at."""
    _require_broker()
    base = tmp_path_factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with shared_broker(root / "kafka") as addresses:
        yield addresses


@pytest.fixture
def kafka(kafka_addresses: tuple[str, str]) -> str:
    """Give the address of a real broker that creates topics as they are named."""
    return kafka_addresses[0]


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Callable[..., Broker]]:
    """Give a function that starts a broker for this test alone, to be killed and restarted."""
    _require_broker()
    brokers = []

    def start(*, auto_create: bool = True) -> Broker:
        brokers.append(Broker(tmp_path / f"broker-{len(brokers)}", auto_create))
        brokers[-1].start()
        return brokers[-1]

    yield start
    for broker in brokers:
        broker.kill()


def _require_broker() -> None:
    """Skip where no broker can be had; with EVTOOL_INTEGRATION=1 that is a failure."""
    try:
        jars()
    except BrokerAbsent as absent:
        if os.environ.get("EVTOOL_INTEGRATION") == "1":
            pytest.fail(str(absent))
        pytest.skip(f"{absent}; EVTOOL_INTEGRATION=1 makes this a failure")
