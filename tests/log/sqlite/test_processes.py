"""Several processes share one log, and some of them are killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evtool.log.record import Entry, Record, TopicPartition
from evtool.log.sqlite.log import SqliteLog

WRITER = """
import sys
from pathlib import Path
from evtool.log.record import Entry
from evtool.log.sqlite.log import SqliteLog

path, name, calls = sys.argv[1], sys.argv[2], int(sys.argv[3])
log = SqliteLog(Path(path), busy_seconds=30)
for call in range(calls):
    value = b"%s-%d-" % (name.encode(), call) + b"x" * (call * 37 % 900)
    log.append([Entry(f"t{call * 7 % 5 + part % 2}", value, call) for part in range(3)])
    print(call, flush=True)
log.close()
"""

CONSUMER = """
import sys
from pathlib import Path
from evtool.log.event_log import LogError
from evtool.log.sqlite.log import SqliteLog

log = SqliteLog(Path(sys.argv[1]), session_seconds=1, busy_seconds=30)
consumer = log.consumer("g")
while True:
    for record in consumer.poll(50, 1):
        print(record.topic, record.offset, flush=True)
        try:
            consumer.commit({record.place: record.offset + 1})
        except LogError:
            break
"""


def start(script: str, *arguments: object, to: Path) -> subprocess.Popen[bytes]:
    """Start a script whose output goes to a file."""
    with to.open("wb") as output:
        return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)], stdout=output)


def everything(log: SqliteLog) -> dict[TopicPartition, list[Record]]:
    """All records of a log."""
    found = {}
    for place in log.topics():
        records: list[Record] = []
        while more := log.read(place, len(records)):
            records += more
        found[place] = records
    return found


def acknowledged(path: Path) -> int:
    """The calls that a writer told to be done: whole lines count."""
    return path.read_bytes().count(b"\n")


def test_nothing_acknowledged_is_lost_when_writers_are_killed(tmp_path: Path) -> None:
    """Writers are killed at random: what they told is there, whole, once, in order."""
    chance = random.Random(7)
    path = tmp_path / "log.db"
    told: dict[str, Path] = {}
    for turn in range(4):
        writers = []
        for number in range(3):
            name = f"w{turn}{number}"
            told[name] = tmp_path / name
            writers.append(start(WRITER, path, name, 100_000, to=told[name]))
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and any(
            acknowledged(told[f"w{turn}{number}"]) == 0 for number in range(3)
        ):
            time.sleep(0.01)
        time.sleep(chance.random())
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            writer.wait()
    log = SqliteLog(path)
    found = everything(log)
    calls: dict[tuple[str, int], int] = {}
    for records in found.values():
        assert [record.offset for record in records] == list(range(len(records)))
        for record in records:
            name, call, rest = record.value.decode().split("-")
            assert rest == "x" * (int(call) * 37 % 900)
            calls[name, int(call)] = calls.get((name, int(call)), 0) + 1
    assert all(count == 3 for count in calls.values())
    for name, output in told.items():
        done = acknowledged(output)
        assert done > 0
        written = sorted(call for one, call in calls if one == name)
        assert written in (list(range(done)), list(range(done + 1)))
    assert _is_whole(path)
    log.close()


def _is_whole(path: Path) -> bool:
    import sqlite3

    connection = sqlite3.connect(path)
    answer = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return answer == [("ok",)]


def test_partitions_of_a_killed_consumer_move_on(tmp_path: Path) -> None:
    """Members are killed while writers append; others finish what they had."""
    path = tmp_path / "log.db"
    writers = [start(WRITER, path, f"w{at}", 60, to=tmp_path / f"w{at}") for at in range(2)]
    outputs = [tmp_path / f"c{at}" for at in range(4)]
    killed = [start(CONSUMER, path, to=output) for output in outputs[:2]]
    living = [start(CONSUMER, path, to=output) for output in outputs[2:]]
    time.sleep(1.5)
    for consumer in killed:
        consumer.send_signal(signal.SIGKILL)
        consumer.wait()
    for writer in writers:
        assert writer.wait(60) == 0
    log = SqliteLog(path)
    everyone = {
        (record.topic, record.offset) for records in everything(log).values() for record in records
    }
    assert len(everyone) == 2 * 60 * 3
    ends = {place: marks.next for place, marks in log.topics().items()}
    deadline = time.monotonic() + 30
    while log.committed("g") != ends and time.monotonic() < deadline:
        time.sleep(0.1)
    for consumer in living:
        consumer.send_signal(signal.SIGKILL)
        consumer.wait()
    assert log.committed("g") == ends
    seen = [tuple(line.split()) for output in outputs for line in output.read_text().splitlines()]
    assert {(topic, int(offset)) for topic, offset in seen} == everyone
    log.close()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_is_noticed(tmp_path: Path) -> None:
    """A child that inherits an open log appends through a connection of its own."""
    log = SqliteLog(tmp_path / "log.db")
    log.append([Entry("a", b"parent", 1)])
    log.topics()
    child = os.fork()
    if child == 0:
        try:
            log.append([Entry("a", b"child", 2)])
            os._exit(0 if log.topics() else 2)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    log.append([Entry("a", b"parent again", 3)])
    values = [record.value for record in log.read(TopicPartition("a"), 0)]
    assert values == [b"parent", b"child", b"parent again"]
    log.close()
