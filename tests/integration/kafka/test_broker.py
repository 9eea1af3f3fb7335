"""The broker that the tests stand on."""

from __future__ import annotations

from confluent_kafka.admin import AdminClient


def test_a_real_broker_answers(kafka: str) -> None:
    """It is one node on loopback."""
    brokers = AdminClient({"bootstrap.servers": kafka}).list_topics(timeout=10).brokers
    assert [broker.host for broker in brokers.values()] == ["127.0.0.1"]


def test_it_is_the_same_for_all(kafka: str, kafka_addresses: tuple[str, str]) -> None:
    """Tests of one process share one broker."""
    assert kafka == kafka_addresses[0]
