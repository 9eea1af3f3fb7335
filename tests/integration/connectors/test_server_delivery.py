"""The sinks with a server, under attack: the runner is killed, and the server goes and comes.

Redis is killed too, with `appendfsync always`; what a database has committed it keeps.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.connectors.delivery import KILLS, Outcome, Trial
from tests.integration.connectors.shop import lay_out
from tests.integration.databases import Server, mariadb_options, postgres_dsn
from tests.integration.redis_server import RedisServer
from tests.integration.stores.servers import CASSANDRA_USER

pytestmark = pytest.mark.network

STOPS = min(5, KILLS // 2)
PREFIX = "delivered_"
QUERIES = ("SELECT * FROM delivered_shop_order", "SELECT * FROM delivered_shop_view")


def assert_counts(outcome: Outcome) -> None:
    """Each event is there once; the poison is in the error stream, and nothing else."""
    outcome.assert_exactly_once()
    assert len(outcome.letters) == outcome.events // 100


def test_postgres(tmp_path: Path, postgres: Server) -> None:
    """Rows and offsets are of one transaction."""
    import psycopg

    dsn = postgres_dsn(postgres.port)
    lay_out(tmp_path, {"type": "postgres", "dsn": dsn, "prefix": PREFIX})

    def rows() -> Iterator[str]:
        with psycopg.connect(dsn) as connection:
            for query in QUERIES:
                yield from map(repr, connection.execute(query.encode()))

    trial = Trial(
        tmp_path, "store", rows, stop_store=postgres.stop, start_store=postgres.start, stops=STOPS
    )
    assert_counts(trial.run())


def test_mariadb(tmp_path: Path, mariadb: Server) -> None:
    """The same; and the server is killed, as it would take its time to end."""
    import pymysql

    options: dict[str, Any] = mariadb_options(mariadb.port)
    lay_out(tmp_path, {"type": "mysql", **options, "prefix": PREFIX})

    def rows() -> Iterator[str]:
        connection = pymysql.connect(**options)
        with connection.cursor() as cursor:
            for query in QUERIES:
                cursor.execute(query)
                yield from map(repr, cursor)
        connection.close()

    trial = Trial(
        tmp_path,
        "store",
        rows,
        stop_store=lambda: mariadb.stop(9),
        start_store=mariadb.start,
        stops=STOPS,
    )
    assert_counts(trial.run())


def test_redis(tmp_path: Path, own_redis: RedisServer) -> None:
    """Streams, whose ids are made of the offsets: an entry that comes again is refused."""
    import redis

    with redis.Redis.from_url(own_redis.url) as client:
        client.config_set("appendfsync", "always")
    lay_out(tmp_path, {"type": "redis", "url": own_redis.url, "mode": "stream"})

    def restart() -> None:
        own_redis.start()
        with redis.Redis.from_url(own_redis.url) as again:
            again.config_set("appendfsync", "always")

    def rows() -> Iterator[str]:
        with redis.Redis.from_url(own_redis.url) as client:
            for key in client.scan_iter(type="stream"):
                yield from map(repr, client.xrange(key))

    trial = Trial(
        tmp_path, "store", rows, stop_store=own_redis.stop, start_store=restart, stops=STOPS
    )
    assert_counts(trial.run())


def test_kafka(tmp_path: Path, kafka: str) -> None:
    """A mirror may write a record twice when it is killed, and loses none."""
    from confluent_kafka import Consumer, TopicPartition

    prefix = f"mirror-{tmp_path.name}."
    lay_out(tmp_path, {"type": "kafka", "brokers": kafka, "topic": prefix + "{topic}"})

    def rows() -> Iterator[bytes]:
        consumer = Consumer({"bootstrap.servers": kafka, "group.id": prefix})
        topics = consumer.list_topics(timeout=30).topics
        for name in [name for name in topics if name.startswith(prefix)]:
            for partition in topics[name].partitions:
                yield from _values(consumer, TopicPartition(name, partition, 0))
        consumer.close()

    def _values(consumer: Any, place: Any) -> Iterator[bytes]:
        _, end = consumer.get_watermark_offsets(place, timeout=30)
        consumer.assign([place])
        left = end
        while left:
            for message in consumer.consume(min(left, 1000), timeout=30):
                left -= 1
                yield message.value()

    Trial(tmp_path, "store", rows).run().assert_at_least_once()


def test_cassandra(tmp_path: Path, cassandra_port: int) -> None:
    """Rows whose key is the place in the log: what comes again changes nothing."""
    from cassandra.auth import PlainTextAuthProvider
    from cassandra.cluster import Cluster

    who = {"user": CASSANDRA_USER, "password": CASSANDRA_USER}
    cluster = Cluster(
        ["127.0.0.1"],
        port=cassandra_port,
        auth_provider=PlainTextAuthProvider(CASSANDRA_USER, CASSANDRA_USER),
    )
    session = cluster.connect()
    session.execute(
        "CREATE KEYSPACE IF NOT EXISTS delivery WITH replication ="
        " {'class': 'SimpleStrategy', 'replication_factor': 1}"
    )
    where = {"hosts": ["127.0.0.1"], "port": cassandra_port, "keyspace": "delivery"}
    lay_out(tmp_path, {"type": "cassandra", **where, **who, "table": "events"})

    def rows() -> Iterator[str]:
        yield from map(repr, session.execute("SELECT * FROM delivery.events"))

    outcome = Trial(tmp_path, "store", rows).run()
    cluster.shutdown()
    assert_counts(outcome)


def test_hdfs(tmp_path: Path, hdfs_url: str) -> None:
    """Files whose names tell their offsets, renamed into place."""
    lay_out(tmp_path, {"type": "hdfs", "url": hdfs_url, "path": "/delivery", "user": "events"})

    def rows() -> Iterator[bytes]:
        with httpx.Client(base_url=f"{hdfs_url}/webhdfs/v1", follow_redirects=True) as client:
            yield from _lines(client, "/delivery")

    def _lines(client: httpx.Client, folder: str) -> Iterator[bytes]:
        found = client.get(folder, params={"op": "LISTSTATUS"}).json()
        for one in found["FileStatuses"]["FileStatus"]:
            path = f"{folder}/{one['pathSuffix']}"
            if one["type"] == "DIRECTORY":
                yield from _lines(client, path)
            elif path.endswith(".jsonl"):
                yield from client.get(path, params={"op": "OPEN"}).content.splitlines()

    assert_counts(Trial(tmp_path, "store", rows).run())
