"""A real Redis on loopback for tests."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from free_port import free_port

PASSWORD = "sesame"  # noqa: S105 - of a server that this test starts


class RedisServer:
    """A real redis-server that asks for a password and can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.url = f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, with what it kept on the disk."""
        command = [
            *("redis-server", "--port", str(self.port), "--bind", "127.0.0.1"),
            *("--dir", str(self._folder), "--appendonly", "yes", "--save", ""),
            *("--requirepass", PASSWORD),
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        client = redis.Redis.from_url(self.url)
        deadline = time.monotonic() + 20
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                assert time.monotonic() < deadline, "redis-server does not start"
                time.sleep(0.05)
            else:
                client.close()
                return

    def stop(self) -> None:
        """Stop it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None


@pytest.fixture(scope="session")
def shared_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Give a Redis that the tests of a process share."""
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server on the PATH: `apt-get install redis-server`")
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_server(shared_redis: RedisServer) -> Iterator[redis.Redis]:
    """Give a client of an empty Redis."""
    with redis.Redis.from_url(shared_redis.url) as client:
        client.flushall()
        yield client


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """Give a Redis for this test alone, to be stopped and started."""
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server on the PATH: `apt-get install redis-server`")
    folder = tmp_path / "redis"
    folder.mkdir()
    server = RedisServer(folder)
    server.start()
    yield server
    server.stop()
