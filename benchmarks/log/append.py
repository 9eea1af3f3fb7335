"""What an append to the SQLite log costs: CPU and time, alone, in threads and in processes.

    python benchmarks/log/append.py [FOLDER]

The folder should be on the disk that counts; the file of the log is made in it.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from evtool.log.record import Entry
from evtool.log.sqlite.log import SqliteLog

TOPICS = 190
SHAPES = ((3000, 100), (300, 300), (30, 600), (1, 1500))
"""Entries in a call, and calls."""


def entries(count: int) -> list[Entry]:
    """Entries of about 500 bytes over many topics."""
    chance = random.Random(count)  # noqa: S311 - no secret
    value = b'{"a": "%s"}'
    return [
        Entry(
            f"topic.{chance.randrange(TOPICS)}",
            value % (b"x" * chance.randint(300, 700)),
            1_700_000_000_000 + number,
        )
        for number in range(count)
    ]


def calls(log: SqliteLog, batch: Sequence[Entry], count: int) -> list[float]:
    """Seconds of each call."""
    times = []
    for _ in range(count):
        begun = time.perf_counter()
        log.append(batch)
        times.append(time.perf_counter() - begun)
    return times


def report(name: str, batch: int, times: list[float], cpu: os.times_result, wall: float) -> None:
    """One line of figures."""
    times.sort()
    number = len(times) * batch
    middle, late = times[len(times) // 2] * 1e3, times[int(len(times) * 0.99)] * 1e3
    print(
        f"{name:>12} {batch:>5} entries: user {cpu.user / number * 1e6:7.2f} us"
        f" system {cpu.system / number * 1e6:7.2f} us each,"
        f" p50 {middle:6.2f} ms, p99 {late:6.2f} ms, max {times[-1] * 1e3:6.2f} ms,"
        f" {number / wall:8.0f} entries/s"
    )


def measure(name: str, batch: int, work: Callable[[], list[float]]) -> None:
    """Run work and report what it cost."""
    before, begun = os.times(), time.perf_counter()
    times = work()
    wall, after = time.perf_counter() - begun, os.times()
    own = [after[at] + after[at + 2] - before[at] - before[at + 2] for at in (0, 1)]
    report(name, batch, times, os.times_result((*own, 0, 0, 0)), wall)


def in_busy_process(log: SqliteLog, batch: Sequence[Entry], count: int) -> list[float]:
    """The same beside a thread that never lets go of the interpreter by itself."""
    done = threading.Event()

    def spin() -> None:
        while not done.is_set():
            sum(range(100))

    spinner = threading.Thread(target=spin)
    spinner.start()
    try:
        return calls(log, batch, count)
    finally:
        done.set()
        spinner.join()


def other_process(path: Path, batch: Sequence[Entry], count: int, answer: object) -> None:
    """One of several writers."""
    log = SqliteLog(path)
    answer.put(calls(log, batch, count))  # type: ignore[attr-defined]
    log.close()


def in_processes(path: Path, batch: Sequence[Entry], count: int, processes: int) -> list[float]:
    """Several processes append at once."""
    context = multiprocessing.get_context("fork")
    answer = context.Queue()
    workers = [
        context.Process(target=other_process, args=(path, batch, count // processes, answer))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    times = [one for _ in workers for one in answer.get()]
    for worker in workers:
        worker.join()
    return times


def main() -> None:
    """Measure all shapes."""
    folder = Path(tempfile.mkdtemp(dir=sys.argv[1] if len(sys.argv) > 1 else None))
    path = folder / "log.db"
    for size, count in SHAPES:
        batch = entries(size)
        log = SqliteLog(path)
        log.append(batch)
        measure("alone", size, lambda: calls(log, batch, count))  # noqa: B023 - runs now
        measure("busy", size, lambda: in_busy_process(log, batch, count // 5))  # noqa: B023
        log.close()
        measure("2 processes", size, lambda: in_processes(path, batch, count, 2))  # noqa: B023
        print(f"{'':>12} write-ahead log: {_size(path) >> 20} MB of {path.stat().st_size >> 20}")
    shutil.rmtree(folder)


def _size(path: Path) -> int:
    log = path.with_name(path.name + "-wal")
    return log.stat().st_size if log.exists() else 0


if __name__ == "__main__":
    main()
