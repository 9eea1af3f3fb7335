"""The sink `redis`, against a real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import redis
from sinks import NO_EVENT, batch, event, options, record

from evtool.connectors.batch import Batch
from evtool.connectors.sink import RecordFailure, TargetFailure
from evtool.connectors.sinks.redis import RedisSink
from evtool.errors import ConfigurationError
from tests.integration.redis_server import RedisServer

STREAM = "shop.order:0"


@pytest.fixture
def address(shared_redis: RedisServer, redis_server: redis.Redis) -> str:
    """Give the address of an empty server."""
    del redis_server
    return shared_redis.url


def sink(folder: Path, url: str, **settings: Any) -> RedisSink:
    """Make a sink."""
    return RedisSink(options("redis", folder, url=url, **settings))


def test_ids_of_a_stream_are_offsets(
    tmp_path: Path, address: str, redis_server: redis.Redis
) -> None:
    """The event is there as it stands in the log."""
    with sink(tmp_path, address) as opened:
        opened.deliver(batch(0, 1, 5))
        assert opened.positions() == {}
    found: Any = redis_server.xrange(STREAM)
    assert [name for name, _ in found] == [b"0-1", b"1-1", b"5-1"]
    assert json.loads(found[2][1][b"event"]) == event(5)


def test_a_stream_refuses_what_comes_again(
    tmp_path: Path, address: str, redis_server: redis.Redis
) -> None:
    """Also within a batch that has more, and in pipelines of two."""
    with sink(tmp_path, address, pipeline=2) as opened:
        opened.deliver(batch(0, 1, 2))
        opened.deliver(batch(0, 1, 2))
        opened.deliver(batch(1, 2, 3, 4, 5))
    assert redis_server.xlen(STREAM) == 6


def test_a_stream_is_trimmed(tmp_path: Path, address: str, redis_server: redis.Redis) -> None:
    """About so many events are kept."""
    with sink(tmp_path, address, max_length=100) as opened:
        opened.deliver(batch(*range(1000)))
    assert 100 <= int(redis_server.xlen(STREAM)) < 400


def test_the_latest_value_is_never_older(
    tmp_path: Path, address: str, redis_server: redis.Redis
) -> None:
    """A batch that comes again does not move a key back, and rewrites the same."""
    with sink(tmp_path, address, mode="latest") as opened:
        opened.deliver(Batch.of([record(0, key=b"a"), record(1, key=b"b"), record(2, key=b"a")]))
        opened.deliver(Batch.of([record(0, key=b"a"), record(1, key=b"b")]))
    assert json.loads(redis_server.get("shop.order:a") or b"")["number"] == 2
    assert json.loads(redis_server.get("shop.order:b") or b"")["number"] == 1


def test_a_hash_has_the_fields_of_the_newest_event(
    tmp_path: Path, address: str, redis_server: redis.Redis
) -> None:
    """Fields that the newer event has not are gone; the version is that of a date-time."""
    newer = {**event(2, color="red"), "at": "2026-11-29T17:00:00.000002Z"}
    older = {**event(2, size=3), "at": "2026-11-29T17:00:00.000001Z"}
    settings = {"mode": "hash", "key": "order:{number}", "version": "at", "expire_seconds": 60}
    with sink(tmp_path, address, **settings) as opened:
        opened.deliver(Batch.of([record(0, older), record(1, newer), record(2, older)]))
    found = redis_server.hgetall("order:2")
    assert found[b"color"] == b"red"
    assert b"size" not in found
    assert json.loads(found[b"meta"])["id"] == "id-2"
    assert 0 < redis_server.ttl("order:2") <= 60


@pytest.mark.parametrize("mode", ["latest", "hash"])
def test_a_record_without_a_value_deletes(
    tmp_path: Path, address: str, redis_server: redis.Redis, mode: str
) -> None:
    """An older event does not bring the key back."""
    with sink(tmp_path, address, mode=mode) as opened:
        opened.deliver(Batch.of([record(0, key=b"a"), record(1, b"", key=b"a")]))
        opened.deliver(Batch.of([record(0, key=b"a")]))
    if mode == "latest":
        assert redis_server.get("shop.order:a") is None
    else:
        assert redis_server.hgetall("shop.order:a") == {b"_version": b"1"}


def test_bad_records_are_named(tmp_path: Path, address: str, redis_server: redis.Redis) -> None:
    """No JSON, no key, no version; nothing of the batch is written."""
    with sink(tmp_path, address) as opened:
        with pytest.raises(RecordFailure) as caught:
            opened.deliver(Batch.of([record(0), record(1, NO_EVENT), record(2)]))
        assert caught.value.at == (1,)
    with (
        sink(tmp_path, address, mode="latest", version="number") as opened,
        pytest.raises(RecordFailure, match="has no key") as caught,
    ):
        opened.deliver(Batch.of([record(0), record(1, {"number": 1.5}, key=b"a")]))
    assert caught.value.at == (0, 1)
    assert redis_server.dbsize() == 0


def test_a_key_that_something_else_uses_is_not_passed_over(
    tmp_path: Path, address: str, redis_server: redis.Redis
) -> None:
    """It is the store that does not fit: the event waits."""
    redis_server.set(STREAM, "mine")
    with sink(tmp_path, address) as opened, pytest.raises(TargetFailure, match="WRONGTYPE"):
        opened.deliver(batch(0))


def test_a_full_server_takes_nothing_of_a_batch(
    tmp_path: Path, address: str, redis_server: redis.Redis
) -> None:
    """Otherwise a later event would make the stream refuse an earlier one for ever."""
    with sink(tmp_path, address) as opened:
        redis_server.config_set("maxmemory", 1)
        try:
            with pytest.raises(TargetFailure, match=r"maxmemory|discarded"):
                opened.deliver(batch(0, 1))
        finally:
            redis_server.config_set("maxmemory", 0)
        assert redis_server.xlen(STREAM) == 0
        opened.deliver(batch(0, 1))
    assert redis_server.xlen(STREAM) == 2


def test_a_server_that_was_away_loses_nothing(tmp_path: Path, own_redis: RedisServer) -> None:
    """While it is away the store fails, and not the records; scripts are told it again."""
    one = record(0, key=b"a")
    with sink(tmp_path, own_redis.url, mode="latest") as opened:
        own_redis.stop()
        with pytest.raises(TargetFailure, match="Redis at"):
            opened.deliver(Batch.of([one]))
    with pytest.raises(TargetFailure), sink(tmp_path, own_redis.url):
        pass
    own_redis.start()
    with sink(tmp_path, own_redis.url, mode="latest") as opened:
        opened.deliver(Batch.of([one]))
        with redis.Redis.from_url(own_redis.url) as client:
            client.script_flush()
        with pytest.raises(TargetFailure, match="started anew"):
            opened.deliver(Batch.of([one]))


def test_wrong_credentials_are_told_without_them(tmp_path: Path, address: str) -> None:
    """The password stands in no message and in no repr."""
    wrong = address.replace("sesame", "hunter2")
    made = sink(tmp_path, wrong)
    assert "hunter2" not in repr(made._config)
    with pytest.raises(TargetFailure) as caught, made:
        pass
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"
    assert "credentials" in str(caught.value.hint)


def test_a_stream_ends_at_the_first_failure(
    tmp_path: Path, address: str, redis_server: redis.Redis
) -> None:
    """What is before it stays, what is behind it waits; several streams share a batch."""
    redis_server.set("shop.order:1", "mine")
    mixed = [record(0), record(0, partition=1), record(1)]
    with sink(tmp_path, address) as opened:
        with pytest.raises(TargetFailure, match="WRONGTYPE"):
            opened.deliver(Batch.of(mixed))
        assert redis_server.xlen(STREAM) == 1
        redis_server.delete("shop.order:1")
        opened.deliver(Batch.of(mixed))
    assert (redis_server.xlen(STREAM), redis_server.xlen("shop.order:1")) == (2, 1)


def test_a_hash_has_a_bound(tmp_path: Path, address: str, redis_server: redis.Redis) -> None:
    """An event with thousands of fields is refused before the server cannot take it."""
    fields = {f"f{at}": at for at in range(3_001)}
    with sink(tmp_path, address, mode="hash") as opened:
        with pytest.raises(RecordFailure, match="more than 3,000 fields"):
            opened.deliver(Batch.of([record(0, fields, key=b"a")]))
        opened.deliver(Batch.of([record(0, {**fields, "f1": None}, key=b"a")]))
    assert redis_server.hlen("shop.order:a") == 3_001


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"url": "localhost"}, "url: is no address of Redis"),
        ({"key": "orders"}, "key: must have {topic} and {partition}"),
        ({"key": "{topic}{partition}{}"}, "key: .* braces that name nothing"),
        ({"pipeline": 0}, "pipeline: must be above 0"),
        ({"mode": "latest", "version": ""}, "names nothing"),
    ],
)
def test_options_are_checked(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    """What cannot work is refused before anything runs."""
    with pytest.raises(ConfigurationError, match=message):
        options("redis", tmp_path, **{"url": "redis://127.0.0.1", **settings})
