"""Connectors as other systems have them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evtool.connectors import catalog
from evtool.connectors.assembly import Assembly, assemble
from evtool.connectors.export.druid import supervisor
from evtool.connectors.export.kafka_connect import _TYPES, kafka_connect
from evtool.errors import EvtoolError
from evtool.workspace import load_workspace

STREAMS = """
shop.order: {schema_title: shop/order, topic_prefixes: [dc1., dc2.]}
"""
SCHEMA = {
    "type": "object",
    "properties": {
        "$schema": {"type": "string"},
        "meta": {"properties": {"dt": {"type": "string"}, "domain": {"type": "string"}}},
        "price": {"type": "number"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "map": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


def _assembly(root: Path, monkeypatch: pytest.MonkeyPatch, log: str = "kafka:k1:9092") -> Assembly:
    """One connector; its type takes any of the options that exports look at."""
    from dataclasses import dataclass, field

    @dataclass(frozen=True)
    class Config:
        """Anything."""

        url: str = field(default="", metadata={"help": "Where."})
        password: str = field(default="", metadata={"help": "A secret."})

    class Fake:
        """No sink at all."""

        deliver = None

    Fake.Config = Config  # type: ignore[attr-defined]
    monkeypatch.setattr(catalog, "load_type", lambda _: Fake)
    monkeypatch.setattr("evtool.connectors.config.load_type", lambda _: Fake)
    monkeypatch.setattr("evtool.connectors.config.is_type", lambda _: True)
    monkeypatch.setenv("STORE_PASSWORD", "not-to-be-seen")
    (root / "streams.yaml").write_text(STREAMS, encoding="utf-8")
    (root / "evtool.yaml").write_text(
        f"version: 1\nlog: '{log}'\nstreams: {{files: [streams.yaml]}}\nconnectors:\n"
        "  store: {type: postgres, streams: [shop.order], batch_rows: 10,"
        " url: 'postgresql://me:${STORE_PASSWORD}@db:5432/events'}\n"
        "  empty: {type: postgres}\n"
        "  plain: {type: http, streams: ['*'], url: 'http://a', password: literal}\n",
        encoding="utf-8",
    )
    return assemble(load_workspace(root / "evtool.yaml"))


def test_kafka_connect_gets_topics_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The topics of the streams, the error stream, and references to the environment."""
    assembly = _assembly(tmp_path, monkeypatch)
    made = kafka_connect(assembly.connectors["store"], assembly.error_stream)
    config = made.body["config"]
    assert made.body["name"] == "store"
    assert config["topics"] == "dc1.shop.order,dc2.shop.order"
    assert config["connection.url"] == "jdbc:postgresql://db:5432/events"
    assert config["connection.user"] == "me"
    assert config["connection.password"] == "${env:STORE_PASSWORD}"
    assert config["errors.deadletterqueue.topic.name"] == "eventgate.error"
    assert "not-to-be-seen" not in json.dumps(made.body)
    assert any("EnvVarConfigProvider" in remark for remark in made.remarks)
    everything = kafka_connect(assembly.connectors["plain"], assembly.error_stream)
    assert everything.body["config"]["topics.regex"] == ".*"
    assert "literal" not in json.dumps(everything.body)


@pytest.mark.parametrize("kind", _TYPES)
def test_every_type_has_a_class(kind: str) -> None:
    """Kafka Connect is told which plugin it is, whatever options are set."""
    assert _TYPES[kind]({})["connector.class"]


@pytest.mark.parametrize(
    ("options", "url", "user", "password"),
    [
        ({"host": "db", "port": 3306, "database": "e", "user": "u", "password": "${env:P}"},
         "jdbc:mysql://db:3306/e", "u", "${env:P}"),
        ({"dsn": "host=db dbname=e user=u password='secret'"},
         "jdbc:mysql://db/e", "u", "${env:PASSWORD}"),
        ({"dsn": "x://u:secret@db:1/e?sslmode=require"},
         "jdbc:mysql://db:1/e", "u", "${env:PASSWORD}"),
        ({"database": "e"}, "jdbc:mysql://127.0.0.1/e", "", ""),
    ],
)  # fmt: skip
def test_addresses_of_databases_are_taken_apart(
    options: dict[str, Any], url: str, user: str, password: str
) -> None:
    """However they are written, and without the password."""
    made = _TYPES["mysql"](options)
    assert made["connection.url"] == url
    assert made["connection.user"] == user
    assert made["connection.password"] == password


def test_what_cannot_be_exported_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connector without streams, and Druid without Kafka."""
    assembly = _assembly(tmp_path, monkeypatch, "sqlite:.evtool/log.db")
    with pytest.raises(EvtoolError, match="reads no stream"):
        kafka_connect(assembly.connectors["empty"], assembly.error_stream)
    with pytest.raises(EvtoolError, match="Druid reads from Kafka"):
        supervisor(assembly, assembly.connectors["store"], "shop.order", SCHEMA)


def test_druid_gets_a_dimension_for_each_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fields of the schema with types, lists as texts, without canaries; maps are left out."""
    assembly = _assembly(tmp_path, monkeypatch)
    made: Any = supervisor(assembly, assembly.connectors["store"], "shop.order", SCHEMA)
    spec = made["spec"]
    assert spec["dataSchema"]["dimensionsSpec"]["dimensions"] == [
        {"name": "schema", "type": "string"},
        {"name": "meta_domain", "type": "string"},
        {"name": "price", "type": "double"},
        {"name": "tags", "type": "string"},
    ]
    fields = {
        one["name"]: one["expr"] for one in spec["ioConfig"]["inputFormat"]["flattenSpec"]["fields"]
    }
    assert fields["meta_dt"] == "$['meta']['dt']"
    assert spec["ioConfig"]["topicPattern"] == r"dc1\.shop\.order|dc2\.shop\.order"
    assert spec["dataSchema"]["transformSpec"]["filter"]["type"] == "not"
    unknown = supervisor(assembly, assembly.connectors["store"], "shop.order", None)
    assert unknown["spec"]["dataSchema"]["dimensionsSpec"] == {"useSchemaDiscovery": True}
