"""The source `redis-stream`, against a real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import redis
from source_bench import SourceBench, event

from evtool.connectors.failure import TargetFailure
from evtool.connectors.runner import patience
from evtool.connectors.sources.redis_entry import Entry, change_of_entry, entries_of
from evtool.errors import ConfigurationError

pytestmark = pytest.mark.network

GROUP = "evtool-connect-test"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SourceBench:
    """A workspace, with pauses that are short."""
    monkeypatch.setattr(patience, "pause", lambda _attempt: 0.05)
    return SourceBench(tmp_path)


@pytest.fixture
def url(shared_redis: Any, redis_server: redis.Redis) -> str:
    """The address of a server that is empty."""
    del redis_server
    return str(shared_redis.url)


def add(server: redis.Redis, *events: Any, key: str = "in") -> None:
    """Write entries as an application would."""
    for one in events:
        server.xadd(key, {"event": json.dumps(one)})


def pending(server: redis.Redis, key: str = "in") -> int:
    """How many entries are read and not acknowledged."""
    found: Any = server.xpending(key, GROUP)
    return int(found["pending"])


def test_entries_are_read_and_acknowledged(
    bench: SourceBench, url: str, redis_server: redis.Redis
) -> None:
    """Of several keys; those that are no events go to the error stream."""
    add(redis_server, event(1), event(2))
    redis_server.xadd("in", {"event": b"{broken"})
    redis_server.xadd("in", {"other": "x"})
    add(redis_server, event(3), key="more")
    make = bench.make("redis-stream", url=url, keys=["in", "more"], batch_rows=2)
    bench.run(make, lambda: bench.has(3, 2)() and pending(redis_server) == 0)
    assert sorted(bench.counts()) == [1, 2, 3]
    assert [one["raw_event"] for one in bench.letters()] == ["{broken", '{"other": "x"}']
    add(redis_server, event(4))
    bench.run(make, bench.has(4))
    assert bench.counts()[-1] == 4
    assert redis_server.xlen("in") == 5


def test_what_was_not_acknowledged_comes_again(
    bench: SourceBench, url: str, redis_server: redis.Redis
) -> None:
    """The same entries with the same identities; then what is new, and each once."""
    add(redis_server, *[event(one) for one in range(10)])
    make = bench.make("redis-stream", url=url, keys=["in"], batch_rows=4)
    with make() as source:
        changes = source.changes(None)
        first = [*next(changes), *next(changes)]
    with make() as source:
        again = []
        for batch in source.changes(None):
            if not batch:
                break
            again += batch
            source.acknowledge(None)
    assert [one.identity for one in again[:8]] == [one.identity for one in first]
    assert [one.event["count"] for one in again] == list(range(10))
    assert pending(redis_server) == 0


def test_what_another_member_left_is_taken_over(
    bench: SourceBench, url: str, redis_server: redis.Redis
) -> None:
    """After a while; what was deleted meanwhile is passed over."""
    add(redis_server, event(1), event(2), event(3))
    dead = bench.make("redis-stream", url=url, keys=["in"], consumer="dead")
    with dead() as source:
        next(source.changes(None))
    found: Any = redis_server.xrange("in")
    redis_server.xdel("in", found[1][0])
    make = bench.make("redis-stream", url=url, keys=["in"], claim_seconds=0.1)
    bench.run(make, lambda: bench.has(2)() and pending(redis_server) == 0)
    assert bench.counts() == [1, 3]


def test_start_and_deletion(bench: SourceBench, url: str, redis_server: redis.Redis) -> None:
    """A new group may begin with what comes; entries that are done may go."""
    add(redis_server, event(1))
    make = bench.make("redis-stream", url=url, keys=["in"], start="latest", when_done="delete")

    def until() -> bool:
        groups: Any = redis_server.xinfo_groups("in")
        if groups and not bench.records() and redis_server.xlen("in") == 1:
            add(redis_server, event(2))
        return bench.has(1)() and redis_server.xlen("in") == 1

    bench.run(make, until)
    assert bench.counts() == [2]


def test_fields_as_an_event(bench: SourceBench, url: str, redis_server: redis.Redis) -> None:
    """All values are texts then."""
    redis_server.xadd("in", {"$schema": "/basic/1.0.0", "note": "x"})
    bench.run(bench.make("redis-stream", url=url, keys=["in"], field=None), bench.has(1))
    assert bench.events()[0]["note"] == "x"


def test_lag_and_what_was_dropped(
    bench: SourceBench, url: str, redis_server: redis.Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """Both are told where the server knows."""
    add(redis_server, event(1))
    make = bench.make("redis-stream", url=url, keys=["in"])
    bench.run(make, lambda: bench.has(1)() and pending(redis_server) == 0)
    add(redis_server, *[event(one) for one in range(2, 9)])
    redis_server.xtrim("in", maxlen=2, approximate=False)
    with make() as source:
        assert source.lag() in {2, 7, None}
    assert "5 entries of in were dropped before they were read" in caplog.text


def test_a_key_of_something_else_is_refused(
    bench: SourceBench, url: str, redis_server: redis.Redis
) -> None:
    """It never will be a stream by itself."""
    redis_server.set("in", "x")
    make = bench.make("redis-stream", url=url, keys=["in"])
    with pytest.raises(ConfigurationError, match="in is no stream"), make():
        pass


def test_a_server_that_is_away_is_waited_for(bench: SourceBench) -> None:
    """Without its password."""
    make = bench.make("redis-stream", url="redis://:secret@127.0.0.1:1/0", keys=["in"])
    with pytest.raises(TargetFailure) as found, make():
        pass
    assert "secret" not in str(found.value) + make().identity


@pytest.mark.parametrize(
    "wrong", [{"url": "http://x"}, {"keys": []}, {"keys": [""]}, {"claim_seconds": 0}]
)
def test_options_that_mean_nothing(bench: SourceBench, wrong: dict[str, Any]) -> None:
    """They are refused before anything is read."""
    with pytest.raises(ConfigurationError):
        bench.make("redis-stream", **{"url": "redis://x", "keys": ["in"], **wrong})


def test_answers_of_both_protocols() -> None:
    """As lists, and as maps."""
    items = [(b"1-0", {b"event": b"{}"}), (b"2-0", None), (None, None)]
    expected = [Entry("k", b"1-0", {b"event": b"{}"}), Entry("k", b"2-0", {})]
    assert entries_of([(b"k", items)]) == expected
    assert entries_of({b"k": items}) == expected
    assert entries_of(None) == []
    assert change_of_entry(expected[1], "event").event is None
