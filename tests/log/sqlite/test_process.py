"""Members whose process was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from evtool.log.record import Entry
from evtool.log.sqlite import process
from evtool.log.sqlite.log import SqliteLog

pytestmark = pytest.mark.skipif(not process.mark(), reason="the system does not tell of processes")

HOLDER = """
import sys, time
from pathlib import Path
from evtool.log.sqlite.log import SqliteLog

log = SqliteLog(Path(sys.argv[1]), session_seconds=300)
consumer = log.consumer("g")
print(len(consumer.poll(1, 10)), flush=True)
time.sleep(60)
"""


def test_the_partitions_of_a_killed_process_are_free_at_once(tmp_path: Path) -> None:
    """Nobody waits for the session, which is five minutes here; a live one keeps its own."""
    log = SqliteLog(tmp_path / "log.db", session_seconds=300)
    log.append([Entry("t", b"x", 0)])
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path / "log.db"], stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"1\n"
        with closing(log.consumer("g")) as other:
            assert not other.poll(1, 0.5)
    finally:
        holder.kill()
        holder.wait(10)
        if holder.stdout is not None:
            holder.stdout.close()
    started = time.monotonic()
    with closing(log.consumer("g")) as consumer:
        assert [one.value for one in consumer.poll(1, 20)] == [b"x"]
    assert time.monotonic() - started < 15
    log.close()


def test_only_what_is_certain_counts() -> None:
    """A live process, one of another system, a name without a mark: none of them is gone."""
    mine = process.mark()
    system, pid, start, _ = mine.split(":")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(20)
    assert not process.is_gone(f"{mine}name")
    assert process.is_gone(f"{system}:{ended.pid}:{start}:name")
    assert process.is_gone(f"{system}:{pid}:{int(start) + 1}:name")
    assert not process.is_gone(f"other:{ended.pid}:{start}:name")
    for name in ("name", f"{system}:x:1:name", f"{system}:{pid}", "", ":::"):
        assert not process.is_gone(name)


def test_processes_of_others_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What may not be signaled is there."""

    def refuse(_pid: int, _signal: int) -> None:
        raise PermissionError

    mine = process.mark()
    monkeypatch.setattr(os, "kill", refuse)
    system, pid, _, _ = mine.split(":")
    assert not process.is_gone(f"{system}:{pid}:1:name")
