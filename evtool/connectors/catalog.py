"""Every connector by the name of its type: ours, and those of other packages.

A sink is named after the store that it writes to, a source after what it reads.

A class is imported when its type is first used: most need a library that is an extra.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
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
    "parquet": ConnectorType(
        f"{_HERE}.sinks.parquet:ParquetSink", "Parquet files in hour partitions.", extra="parquet"
    ),
    "delta": ConnectorType(
        f"{_HERE}.sinks.delta:DeltaSink", "Delta tables in hour partitions.", extra="delta"
    ),
    "iceberg": ConnectorType(
        f"{_HERE}.sinks.iceberg:IcebergSink", "Iceberg tables in hour partitions.", extra="iceberg"
    ),
    "duckdb": ConnectorType(
        f"{_HERE}.sinks.duckdb:DuckdbSink", "Tables in a DuckDB file.", extra="duckdb"
    ),
    "postgres": ConnectorType(
        f"{_HERE}.sinks.postgres:PostgresSink", "Tables in PostgreSQL.", extra="postgres"
    ),
    "mysql": ConnectorType(
        f"{_HERE}.sinks.mysql:MysqlSink", "Tables in MySQL or MariaDB.", extra="mysql"
    ),
    "sqlite": ConnectorType(f"{_HERE}.sinks.sqlite:SqliteSink", "Tables in a SQLite file."),
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
    "mysql-binlog": ConnectorType(
        f"{_HERE}.sources.mysql_binlog.source:MysqlBinlogSource",
        "Changes of rows in MySQL or MariaDB, out of the binary log.",
        direction="source",
        extra="mysql-binlog",
    ),
    "postgres-logical": ConnectorType(
        f"{_HERE}.sources.postgres_logical.source:PostgresLogicalSource",
        "Changes of rows in PostgreSQL, out of a replication slot.",
        direction="source",
        extra="postgres-logical",
    ),
    "files": ConnectorType(
        f"{_HERE}.sources.files:FilesSource",
        "Events in files that appear in a folder.",
        "source",
        "intake",
    ),
    "sse": ConnectorType(
        f"{_HERE}.sources.sse:SseSource",
        "Server-sent events: another evtool, or Wikimedia's EventStreams.",
        "source",
        "intake",
    ),
    "outbox": ConnectorType(
        f"{_HERE}.sources.outbox:OutboxSource",
        "An outbox table in PostgreSQL, MariaDB, MySQL or SQLite.",
        "source",
        "intake",
    ),
    "sql-poll": ConnectorType(
        f"{_HERE}.sources.sql_poll:SqlPollSource",
        "Rows of a table that have changed, asked for again and again.",
        "source",
        "intake",
    ),
    "redis-stream": ConnectorType(
        f"{_HERE}.sources.redis_stream:RedisStreamSource",
        "Entries of Redis streams.",
        "source",
        "intake,redis",
    ),
}
"""Ours, in the order in which `evtool connect list` shows them."""

HIDDEN: Mapping[str, ConnectorType] = {
    "memory": ConnectorType(f"{_HERE}.sinks.memory:MemorySink", "Keep events in memory."),
}
"""For tests only: they work and are not listed."""


def connector_types() -> list[str]:
    """The names of all types, of other packages too."""
    return [*TYPES, *plugins("evtool.sinks"), *plugins("evtool.sources")]


def is_type(name: str) -> bool:
    """Whether there is a type of this name."""
    return name in HIDDEN or name in connector_types()


def describe(name: str) -> dict[str, str | None]:
    """What `evtool connect list --types` says about a type.

    The guarantee is empty where it depends on the options, or where a library is missing.
    """
    known = TYPES.get(name) or HIDDEN.get(name)
    try:
        kind = load_type(name)
    except EvtoolError:
        kind = None
    guarantee = getattr(kind, "guarantee", None)
    lines = (getattr(kind, "__doc__", None) or "").strip().splitlines()
    direction = "sink" if kind is None or hasattr(kind, "deliver") else "source"
    return {
        "type": name,
        "direction": known.direction if known else direction,
        "guarantee": str(guarantee) if isinstance(guarantee, str) else None,
        "extra": known.extra if known else None,
        "summary": known.summary if known else lines[0] if lines else "",
    }


@cache
def hides(name: str, option: str) -> bool:
    """Whether a type keeps an option secret; where that cannot be known, every one."""
    if name not in connector_types():
        return name not in HIDDEN
    try:
        fields = dataclasses.fields(load_type(name).Config)
    except (EvtoolError, TypeError):
        return True
    return any(one.name == option and bool(one.metadata.get("secret")) for one in fields)


def load_type(name: str) -> type[Any]:
    """The class of a type.

    Raises:
        EvtoolError: A library that it needs is not installed; the hint says how.
        KeyError: There is no such type.
    """
    known = TYPES.get(name) or HIDDEN.get(name)
    if known is None:
        loaders = {**plugins("evtool.sinks"), **plugins("evtool.sources")}
        made: type[Any] = loaders[name]()
        return made
    module, _, attribute = known.target.partition(":")
    try:
        found: type[Any] = getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        hint = f"run `pip install 'evtool[{known.extra}]'`" if known.extra else None
        raise EvtoolError(
            f"the connector {name} needs {error.name}, which is not installed", hint=hint
        ) from error
    return found
