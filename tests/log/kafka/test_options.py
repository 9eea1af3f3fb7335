"""The options of a Kafka log."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.errors import EvtoolError
from evtool.log.kafka import log as kafka_log
from evtool.log.kafka import open_kafka
from evtool.log.kafka.names import COMMON, CONSUMER, PRODUCER
from evtool.log.kafka.options import kafka_options


def test_the_producer_is_idempotent() -> None:
    """By default nothing is acknowledged that is not on all in-sync replicas, once."""
    made = kafka_options("b:1", {}).producer()
    assert made["enable.idempotence"] == "true"
    assert made["bootstrap.servers"] == "b:1"


def test_options_overrule_defaults() -> None:
    """Also under librdkafka's other names for them."""
    options = kafka_options("b:1", {"delivery.timeout.ms": 5, "compression.type": "zstd"})
    made = options.producer()
    assert "message.timeout.ms" not in made
    assert (made["delivery.timeout.ms"], made["compression.type"]) == ("5", "zstd")


def test_each_client_gets_what_it_knows() -> None:
    """librdkafka complains of a producer's property in a consumer."""
    options = kafka_options("b:1", {"linger.ms": 1, "session.timeout.ms": 9, "client.id": "x"})
    assert "session.timeout.ms" not in options.producer()
    assert "linger.ms" not in options.consumer("g", "earliest")
    assert options.admin().keys() == options.admin().keys() - {"linger.ms", "session.timeout.ms"}
    assert options.admin()["client.id"] == "x"


def test_truths_are_written_small() -> None:
    """As librdkafka wants them."""
    made = kafka_options("b:1", {"socket.keepalive.enable": True}).producer()
    assert made["socket.keepalive.enable"] == "true"


def test_the_new_group_protocol_has_no_strategy() -> None:
    """There the brokers share the partitions out."""
    made = kafka_options("b:1", {"group.protocol": "consumer"}).consumer("g", "earliest")
    assert "partition.assignment.strategy" not in made


def test_no_name_stands_in_two_lists() -> None:
    """A property is for producers, for consumers, or for both."""
    assert not PRODUCER & CONSUMER
    assert not COMMON & (PRODUCER | CONSUMER)


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ({"bootstrap.servers": "x:1"}, "is set by evtool", "remove it"),
        ({"acks": 1}, "acks must be all", "durable"),
        ({"create_topics": 1}, "create_topics must be true or false", ""),
        ({"partitions": True}, "partitions must be a whole number", ""),
        ({"compresion.type": "lz4"}, "compresion.type", "did you mean 'compression.type'"),
        ({"replicaton": 3}, "replicaton", "did you mean 'replication'"),
        ({"compression.type": "zip"}, "compression", "CONFIGURATION.md"),
    ],
)
def test_mistakes_are_told_when_the_log_is_opened(
    options: dict[str, Any], message: str, hint: str
) -> None:
    """Each with what was meant."""
    with pytest.raises(EvtoolError, match=message) as caught:
        open_kafka("127.0.0.1:1", options)
    assert hint in (caught.value.hint or "")


def test_an_address_names_a_broker() -> None:
    """Without one there is nothing to open."""
    with pytest.raises(EvtoolError, match="no broker is named"):
        open_kafka(" ", {})


def test_secrets_are_not_told() -> None:
    """Neither in an error, nor where an object is printed."""
    options = {"sasl.password": "tr0ub4dor", "security.protocol": "sasl_plaintext", "x.y": "1"}
    with pytest.raises(EvtoolError) as caught:
        open_kafka("127.0.0.1:1", options)
    assert "tr0ub4dor" not in f"{caught.value} {caught.value.hint}"
    made = kafka_options("b:1", options)
    assert made.redact("wrong password tr0ub4dor") == "wrong password ***"
    assert "tr0ub4dor" not in repr(made)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    monkeypatch.setattr(kafka_log, "find_spec", lambda _name: None)
    with pytest.raises(EvtoolError) as caught:
        open_kafka("b:1", {})
    assert caught.value.hint == "run `pip install 'evtool[kafka]'`"
