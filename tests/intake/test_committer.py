"""Group commits: in the loop while they are quick, in a thread where others are in the way."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

from evtool.errors import EvtoolError
from evtool.intake.committer import Committer
from evtool.log.event_log import EntryRefused
from evtool.log.memory import MemoryLog
from evtool.log.record import Entry, TopicPartition
from evtool.log.sqlite.log import SqliteLog

A = TopicPartition("a")


def entry(number: int) -> Entry:
    """One event."""
    return Entry("a", b'{"n":%d}' % number, number)


def test_another_process_that_writes_does_not_stop_the_loop(tmp_path: Path) -> None:
    """The loop goes on, and everything is appended in order once the other one is done."""
    log = SqliteLog(tmp_path / "log.db")
    log.append([entry(0)])
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    errors: list[EvtoolError | None] = []
    turns = 0

    async def run() -> None:
        nonlocal turns
        committer = Committer(log)
        other.execute("BEGIN IMMEDIATE")
        for number in range(1, 6):
            committer.submit([entry(number)], errors.append)
            for _ in range(5):
                await asyncio.sleep(0.01)
                turns += 1
        assert not errors
        other.execute("COMMIT")
        await committer.close()

    asyncio.run(run())
    assert turns == 25
    assert errors == [None] * 5
    assert [record.timestamp for record in log.read(A, 0)] == [0, 1, 2, 3, 4, 5]
    log.close()
    other.close()


class Choosy(MemoryLog):
    """A log that does not take everything, and notes which thread asks."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[str] = set()

    def append(self, entries: Sequence[Entry]) -> None:
        """Refuse odd timestamps."""
        self.threads.add(threading.current_thread().name)
        if any(one.timestamp % 2 for one in entries):
            raise EntryRefused("odd")
        super().append(entries)


def test_an_entry_that_is_refused_harms_no_other() -> None:
    """The parts of a group are tried alone when the group is refused."""
    log = Choosy()
    errors: list[EvtoolError | None] = []

    async def run() -> None:
        committer = Committer(log)
        for number in range(4):
            committer.submit([entry(number)], errors.append)
        await committer.close()

    asyncio.run(run())
    assert [error is None for error in errors] == [True, False, True, False]
    assert [record.timestamp for record in log.read(A, 0)] == [0, 2]
    assert log.threads == {"MainThread"}
