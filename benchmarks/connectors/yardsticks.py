"""The fastest path into each store, as a bare script has it: it knows the columns by heart."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from stores import Store

from evtool.log.record import Record

COLUMNS = {
    "topic": "text", "part": "bigint", "off": "bigint", "id": "text", "dt": "moment",
    "uri": "text", "id2": "text", "dt2": "moment", "stream": "text",
    "domain": "text", "page_id": "bigint", "title": "text", "redirect": "boolean",
    "score": "double", "tags": "list", "comment": "text",
}  # fmt: skip


def rows(records: Sequence[Record], *, moments: bool, lists: bool) -> list[tuple[Any, ...]]:
    """Events as rows for the yardstick."""
    found = []
    for record in records:
        event = orjson.loads(record.value)
        meta, page = event["meta"], event["page"]
        moment = dt.datetime.fromisoformat(meta["dt"]) if moments else meta["dt"]
        tags = event["tags"] if lists else json.dumps(event["tags"])
        found.append((
            record.topic, record.partition, record.offset, meta["id"], moment, event["$schema"],
            meta["id"], moment, meta["stream"], meta["domain"],
            page["page_id"], page["page_title"], page["is_redirect"], event["score"], tags,
            event["comment"],
        ))  # fmt: skip
    return found


def _definitions(types: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {types.get(kind, kind)}" for name, kind in COLUMNS.items())


def sqlite(store: Store, records: Sequence[Record], size: int) -> float:
    """Many rows with one statement, in WAL."""
    connection = sqlite3.connect(store.path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    types = {"moment": "text", "list": "text", "double": "real"}
    connection.execute(f"CREATE TABLE t ({_definitions(types)})")
    into = f"INSERT INTO t VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - a constant
    begun = time.perf_counter()
    for part in _parts(records, size):
        connection.execute("BEGIN")
        connection.executemany(into, rows(part, moments=False, lists=False))
        connection.execute("COMMIT")
    return time.perf_counter() - begun


def _parts(records: Sequence[Record], size: int) -> Iterator[Sequence[Record]]:
    for at in range(0, len(records), size):
        yield records[at : at + size]


def _table(part: Sequence[Record]) -> Any:
    import pyarrow as pa

    types = {
        "text": pa.utf8(), "bigint": pa.int64(), "moment": pa.timestamp("us", "UTC"),
        "boolean": pa.bool_(), "double": pa.float64(), "list": pa.list_(pa.utf8()),
    }  # fmt: skip
    schema = pa.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    columns = zip(*rows(part, moments=True, lists=True), strict=True)
    arrays = [pa.array(one, kind) for one, kind in zip(columns, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def duckdb(store: Store, records: Sequence[Record], size: int) -> float:
    """An insert from Arrow."""
    import duckdb as library

    connection = library.connect(str(store.path), config={"threads": 1})
    types = {"moment": "timestamptz", "list": "text[]"}
    connection.execute(f"CREATE TABLE t ({_definitions(types)})")
    begun = time.perf_counter()
    for part in _parts(records, size):
        connection.register("batch", _table(part))
        connection.execute("INSERT INTO t SELECT * FROM batch")
        connection.unregister("batch")
    spent = time.perf_counter() - begun
    connection.close()
    return spent


def parquet(store: Store, records: Sequence[Record], size: int) -> float:
    """A file for each batch: written, synced and renamed."""
    from pyarrow import parquet as library

    store.path.mkdir()
    begun = time.perf_counter()
    for at, part in enumerate(_parts(records, size)):
        path = store.path / f"{at}.tmp"
        library.write_table(_table(part), path, compression="zstd")
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
        path.replace(store.path / f"{at}.parquet")
    return time.perf_counter() - begun


def postgres(store: Store, records: Sequence[Record], size: int) -> float:
    """COPY into a table with the same key."""
    import psycopg

    name = f"{store.path}bare"
    connection = psycopg.connect(store.options["dsn"])
    types = {"moment": "timestamptz", "list": "text[]", "double": "double precision"}
    key = "PRIMARY KEY (topic, part, off)"
    connection.execute(f"CREATE TABLE {name} ({_definitions(types)}, {key})")
    connection.commit()
    begun = time.perf_counter()
    for part in _parts(records, size):
        with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
            for row in rows(part, moments=False, lists=True):
                copy.write_row(row)
        connection.commit()
    spent = time.perf_counter() - begun
    connection.close()
    return spent


def mysql(store: Store, records: Sequence[Record], size: int) -> float:
    """Statements of many rows, with the same key."""
    import pymysql

    name = f"{store.path}bare"
    connection = pymysql.connect(**{k: v for k, v in store.options.items() if k != "prefix"})
    types = {"moment": "datetime(6)", "list": "json"}
    text = _definitions(types).replace("topic text", "topic varchar(249)")
    into = f"INSERT INTO {name} VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608 - a constant
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {name} ({text}, PRIMARY KEY (topic, part, off))")
        begun = time.perf_counter()
        for part in _parts(records, size):
            cursor.executemany(into, rows(part, moments=True, lists=False))
            connection.commit()
        spent = time.perf_counter() - begun
    connection.close()
    return spent


def redis(store: Store, records: Sequence[Record], size: int) -> float:
    """Pipelines of XADD with offsets as ids."""
    from redis import Redis

    key = store.options["key"]
    with Redis.from_url(store.options["url"]) as client:
        begun = time.perf_counter()
        for part in _parts(records, size):
            for some in _parts(part, 1_000):
                pipeline = client.pipeline(transaction=False)
                for record in some:
                    pipeline.xadd(key, {"event": record.value}, id=f"{record.offset}-1")
                pipeline.execute()
        return time.perf_counter() - begun


def kafka(store: Store, records: Sequence[Record], size: int) -> float:
    """The idempotent producer, flushed after each batch; a failure is told by a report."""
    from confluent_kafka import Producer

    topic = store.options["topic"].format(topic="bare")
    producer = Producer({
        "bootstrap.servers": store.options["brokers"], "enable.idempotence": True,
        "linger.ms": 5, "compression.type": "lz4",
    })  # fmt: skip
    producer.list_topics(topic, timeout=10)
    failed: list[Any] = []

    def report(error: Any, _message: Any) -> None:
        if error is not None:
            failed.append(error)

    begun = time.perf_counter()
    for part in _parts(records, size):
        for record in part:
            producer.produce(topic, record.value, timestamp=record.timestamp, on_delivery=report)
        producer.flush()
    if failed:
        raise RuntimeError(failed[0].str())
    return time.perf_counter() - begun


YARDSTICKS: Mapping[str, Callable[[Store, Sequence[Record], int], float]] = {
    "parquet": parquet,
    "duckdb": duckdb,
    "sqlite": sqlite,
    "postgres": postgres,
    "mysql": mysql,
    "redis": redis,
    "kafka": kafka,
}
"""By the type of the sink."""
