"""Every connector by the name of its type: ours, and those of other packages.

A class is imported when its type is first used: most need a library that is an extra.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from evtool.errors import EvtoolError
from evtool.plugins import plugins


@dataclass(frozen=True, slots=True)
class ConnectorType:
    """Where the class of a type is, what it is for, and the extra that brings its libraries."""

    target: str
    summary: str
    direction: Literal["sink", "source"] = "sink"
    extra: str | None = None


_HERE = "evtool.connectors"

TYPES: Mapping[str, ConnectorType] = {
    "jsonl": ConnectorType(f"{_HERE}.sinks.jsonl:JsonlSink", "Files of JSON lines."),
    "hdfs": ConnectorType(f"{_HERE}.sinks.hdfs:HdfsSink", "Files of JSON lines in HDFS."),
    "cassandra": ConnectorType(
        f"{_HERE}.sinks.cassandra:CassandraSink",
        "Rows in a table of Cassandra or ScyllaDB.",
        extra="cassandra",
    ),
    "redis": ConnectorType(
        f"{_HERE}.sinks.redis:RedisSink",
        "Redis: streams, hashes, or the latest value of each key.",
        extra="redis",
    ),
    "opensearch": ConnectorType(
        f"{_HERE}.sinks.opensearch:OpensearchSink", "Documents in OpenSearch or Elasticsearch."
    ),
    "druid": ConnectorType(
        f"{_HERE}.sinks.druid:DruidSink", "Druid reads topics itself, or is given events."
    ),
    "kafka": ConnectorType(
        f"{_HERE}.sinks.kafka:KafkaSink",
        "Mirror records to another cluster, or to other topics.",
        extra="kafka",
    ),
    "http": ConnectorType(f"{_HERE}.sinks.http:HttpSink", "Post events to a server, as a webhook."),
    "prometheus": ConnectorType(
        f"{_HERE}.sinks.prometheus:PrometheusSink",
        "Metrics counted from events, for Prometheus to fetch.",
        extra="intake",
    ),
}
"""Ours, in the order in which `evtool connect list` shows them."""


def connector_types() -> list[str]:
    """The names of all types, of other packages too."""
    return [*TYPES, *plugins("evtool.sinks"), *plugins("evtool.sources")]


def load_type(name: str) -> type[Any]:
    """The class of a type.

    Raises:
        EvtoolError: A library that it needs is not installed; the hint says how.
        KeyError: There is no such type.
    """
    if name not in TYPES:
        loaders = {**plugins("evtool.sinks"), **plugins("evtool.sources")}
        made: type[Any] = loaders[name]()
        return made
    known = TYPES[name]
    module, _, attribute = known.target.partition(":")
    try:
        found: type[Any] = getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        hint = f"run `pip install 'evtool[{known.extra}]'`" if known.extra else None
        raise EvtoolError(
            f"the connector {name} needs {error.name}, which is not installed", hint=hint
        ) from error
    return found
