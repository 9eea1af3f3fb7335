"""A broker inside librdkafka: enough for what a client does by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from confluent_kafka import Producer


@pytest.fixture(scope="session")
def mock_kafka() -> Iterator[str]:
    """Give the address of a mock cluster; it lives as long as its owner."""
    owner = Producer({"test.mock.num.brokers": 1, "log_level": 0, "logger": None})
    brokers = owner.list_topics(timeout=10).brokers.values()
    yield ",".join(f"{broker.host}:{broker.port}" for broker in brokers)
    owner.close()
