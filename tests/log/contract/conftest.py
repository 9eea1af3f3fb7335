"""The logs that the contract is about. A new one is one more entry of `LOGS`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from evtool.log.event_log import EventLog
from evtool.log.memory import MemoryLog
from evtool.log.retention import Retention
from evtool.log.sqlite.log import SqliteLog
from tests.integration.kafka.room import Room


@dataclass(frozen=True)
class Kind:
    """One implementation: how it is opened, and what is left out of the contract for it."""

    open: Callable[[Path, int], EventLog]
    """From an empty folder and a number of partitions; a second call opens the same log."""
    shared: bool = True
    """Whether a second one opened on the same folder sees the same records."""
    retains: Callable[[Path, Retention], EventLog] | None = None
    """How it is opened with limits; None where another keeps them."""


def kafka(request: pytest.FixtureRequest) -> Kind:
    """Give a room of its own in the broker that all tests share."""
    address = request.getfixturevalue("kafka")
    rooms: dict[Path, str] = {}

    def open_room(folder: Path, partitions: int) -> EventLog:
        name = rooms.setdefault(folder, f"room{time.time_ns()}")
        return Room(address, name, partitions)

    return Kind(open_room)


LOGS: dict[str, Callable[[pytest.FixtureRequest], Kind]] = {
    "sqlite": lambda _request: Kind(
        lambda folder, partitions: SqliteLog(
            folder / "log.db", partitions=partitions, session_seconds=2
        ),
        retains=lambda folder, limits: SqliteLog(folder / "log.db", retention=limits),
    ),
    "memory": lambda _request: Kind(
        lambda _folder, partitions: MemoryLog(partitions=partitions),
        shared=False,
        retains=lambda _folder, limits: MemoryLog(retention=limits),
    ),
    "kafka": kafka,
}
"""Name -> its kind; a function, so that one that needs a server can ask for its fixture."""


@pytest.fixture(params=LOGS)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Give each implementation in turn."""
    return LOGS[request.param](request)


@pytest.fixture
def log(kind: Kind, tmp_path: Path) -> Iterator[EventLog]:
    """Give an empty log of one partition a topic."""
    opened = kind.open(tmp_path, 1)
    yield opened
    opened.close()


@pytest.fixture
def spread(kind: Kind, tmp_path: Path) -> Iterator[EventLog]:
    """Give an empty log of four partitions a topic."""
    opened = kind.open(tmp_path, 4)
    yield opened
    opened.close()
