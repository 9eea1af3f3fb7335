"""The consumer group of a Redis stream, in a real server."""

from __future__ import annotations

import pytest
import redis

from evtool.connectors.sources.redis_group import RedisGroup
from evtool.errors import ConfigurationError

pytestmark = pytest.mark.network


@pytest.fixture
def group(redis_server: redis.Redis) -> RedisGroup:
    """One that is not made yet."""
    return RedisGroup(redis_server, "in", "readers")


def test_a_group_is_made_once(redis_server: redis.Redis, group: RedisGroup) -> None:
    """It goes on where it was, wherever it was told to begin."""
    redis_server.xadd("in", {"a": "1"})
    group.make("0")
    redis_server.xreadgroup("readers", "me", {"in": ">"})
    redis_server.xadd("in", {"a": "2"})
    group.make("0")
    assert group.lag() in {1, None}


def test_a_key_of_something_else(redis_server: redis.Redis, group: RedisGroup) -> None:
    """A text is no stream."""
    redis_server.set("in", "x")
    with pytest.raises(ConfigurationError, match="in is no stream"):
        group.make("0")


def test_entries_that_are_dropped_unread(
    redis_server: redis.Redis, group: RedisGroup, caplog: pytest.LogCaptureFixture
) -> None:
    """Those that were read may go."""
    for number in range(3):
        redis_server.xadd("in", {"a": number})
    group.make("0")
    redis_server.xreadgroup("readers", "me", {"in": ">"})
    redis_server.xtrim("in", maxlen=0, approximate=False)
    group.tell_trimmed()
    assert not caplog.text
    for number in range(3):
        redis_server.xadd("in", {"a": number})
    redis_server.xtrim("in", maxlen=1, approximate=False)
    group.tell_trimmed()
    assert "2 entries of in were dropped before they were read" in caplog.text
