"""Work on many folders at once: one process for each processor that is free for us.

The processes are forks: they know all that has been read, and give back only what they
found. Where forking is not safe (macOS, Windows) or not worth it, nothing is spread.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

T = TypeVar("T")

FEWEST = 40
"""Fewer pieces of work are done sooner than processes are started."""

MOST_PROCESSES = 8


def processes_for(pieces: int) -> int:
    """How many processes should work on so many pieces; 1: this one alone."""
    alone = multiprocessing.current_process().daemon or not _is_main_thread()
    if sys.platform != "linux" or pieces < FEWEST or alone:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES, pieces)


def _is_main_thread() -> bool:
    """Whether nobody else runs us: a service has threads, whose locks a fork would inherit."""
    return threading.current_thread() is threading.main_thread()


def spread(
    pieces: int, work: Callable[[int], T], done: Callable[[], None], processes: int
) -> Sequence[T] | None:
    """The results of `work` for each piece by its number, in order.

    `done` is called here after each. None: a process failed, whatever the reason; whoever
    then does the work alone will meet the reason, and can tell it.
    """
    found: dict[int, T] = {}
    with _started(pieces, work, processes) as pipes:
        waiting = list(pipes)
        while waiting:
            for pipe in wait(waiting):
                assert isinstance(pipe, Connection)  # noqa: S101 - for mypy: we gave no others
                try:
                    number, result = pipe.recv()
                except (EOFError, OSError):
                    waiting.remove(pipe)
                    continue
                found[number] = result
                done()
    return [found[number] for number in range(pieces)] if len(found) == pieces else None


@contextmanager
def _started(
    pieces: int, work: Callable[[int], Any], processes: int
) -> Iterator[Sequence[Connection]]:
    """Start the processes; on the way out none is left."""
    context = multiprocessing.get_context("fork")
    following = context.Value("i", 0)
    pipes: list[Connection] = []
    running = []
    try:
        for _ in range(processes):
            here, there = context.Pipe(duplex=False)
            process = context.Process(
                target=_work, args=(pieces, work, following, there, [*pipes, here]), daemon=True
            )
            process.start()
            there.close()
            pipes.append(here)
            running.append(process)
        yield pipes
    finally:
        for pipe in pipes:
            pipe.close()
        for process in running:
            process.terminate()
            process.join()


def _work(
    pieces: int,
    work: Callable[[int], Any],
    following: Any,
    results: Connection,
    inherited: Sequence[Connection],
) -> None:
    """In a process of its own: take the next piece until none is left, or one fails."""
    for pipe in inherited:
        pipe.close()
    try:
        while True:
            with following.get_lock():
                number = following.value
                following.value = number + 1
            if number >= pieces:
                break
            results.send((number, work(number)))
    except (Exception, KeyboardInterrupt):  # noqa: BLE001 - told by who does the work alone
        following.value = pieces
    results.close()
    os._exit(0)
