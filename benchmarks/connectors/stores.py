"""Stores to measure in: files of a folder, or servers that run for as long as they are used."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Store:
    """Where to write: the options of the sink, and what the yardstick needs."""

    options: Mapping[str, Any]
    path: Path = field(default_factory=Path)


@contextmanager
def stores(name: str, folder: Path) -> Iterator[Callable[[], Store]]:
    """A function that makes an empty store of a kind; servers run while it is in use."""
    if name in _FIXTURES:
        yield from _servers(name)
        return
    if name in {"redis", "kafka"}:
        yield from _queues(name, folder)
        return

    def fresh() -> Store:
        path = folder / uuid.uuid4().hex
        return Store({"path": str(path)}, path)

    yield fresh


_FIXTURES = ("postgres", "mysql")


def _servers(name: str) -> Iterator[Callable[[], Store]]:
    """The servers of the tests."""
    from tests.integration import databases

    fixture = databases.postgres if name == "postgres" else databases.mariadb
    running = fixture.__wrapped__()  # type: ignore[attr-defined]
    server = next(running)

    def fresh() -> Store:
        prefix = f"b{uuid.uuid4().hex[:8]}_"
        if name == "postgres":
            options: dict[str, Any] = {"dsn": databases.postgres_dsn(server.port)}
        else:
            options = databases.mariadb_options(server.port)
        return Store({**options, "prefix": prefix}, Path(prefix))

    try:
        yield fresh
    finally:
        running.close()


def _queues(name: str, folder: Path) -> Iterator[Callable[[], Store]]:
    """Redis, or Kafka: each round has keys, or topics, of its own."""
    server: Any
    if name == "redis":
        from tests.connectors.conftest import RedisServer

        server = RedisServer(folder)
        server.start()
    else:
        from tests.integration.kafka.broker import Broker

        server = Broker(folder / "broker")
        server.start()

    def fresh() -> Store:
        mark = uuid.uuid4().hex[:8]
        if name == "redis":
            return Store({"url": server.url, "key": f"{mark}:{{topic}}:{{partition}}"})
        return Store({"brokers": server.address, "topic": f"{mark}.{{topic}}"})

    try:
        yield fresh
    finally:
        if name == "redis":
            server.stop()
        else:
            server.kill()
