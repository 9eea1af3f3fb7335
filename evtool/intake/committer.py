"""Group commit: what arrives while the log writes is written together, next.

A commit begins when the one before it ends, so the delay adapts itself: a lonely event is
written at once, and under load each commit takes all that waits.

While commits are quick they are made in the event loop itself: to hand each to a thread and
back costs more processor time than the loop could use meanwhile, and what arrives during one
waits in the sockets for the next. Where the disk is slow, a thread writes instead.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from evtool.errors import EvtoolError
from evtool.log.event_log import Appender, EntryRefused, LogUnavailable
from evtool.log.record import Entry

Done = Callable[[EvtoolError | None], None]
"""Called in the event loop: the entries are durable, or the error that kept them from it."""

QUICK_SECONDS = 0.01
"""Commits that take longer on average are left to the thread."""

MOST_BYTES = 64 * 1024 * 1024
"""How many bytes of events wait at most; more is turned away until there is room."""


class Submits(Protocol):
    """What takes entries for the log: a committer, or something in front of it."""

    @property
    def is_full(self) -> bool:
        """Whether more than a little would have to wait too long."""

    def submit(self, entries: Sequence[Entry], done: Done) -> None:
        """Write entries with the next commit; `done` is called after it."""


@dataclass
class Waiting:
    """What waits to be written, in the order in which it came."""

    entries: list[Entry] = field(default_factory=list)
    parts: list[tuple[int, Done]] = field(default_factory=list)
    bytes: int = 0


class Committer:
    """Writes entries of many requests with as few commits as possible.

    `on_commit` is told the entries and seconds of each commit.
    """

    def __init__(
        self, log: Appender, on_commit: Callable[[int, float], None] = lambda *_: None
    ) -> None:
        self._log = log
        self._on_commit = on_commit
        self._loop = asyncio.get_running_loop()
        self._waiting = Waiting()
        self._busy = False
        self._seconds = 0.0
        self._written: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._idle = asyncio.Event()
        self._idle.set()
        self.last_error: EvtoolError | None = None
        self._in_flight = 0
        self._thread = threading.Thread(target=self._work, name="commit", daemon=True)
        self._thread.start()

    @property
    def waiting_bytes(self) -> int:
        """How many bytes are not durable yet."""
        return self._waiting.bytes + self._in_flight

    @property
    def is_full(self) -> bool:
        """Whether more than a little would have to wait too long."""
        return self.waiting_bytes > MOST_BYTES

    def submit(self, entries: Sequence[Entry], done: Done) -> None:
        """Write entries with the next commit; `done` is called after it."""
        waiting = self._waiting
        waiting.entries += entries
        waiting.parts.append((len(entries), done))
        waiting.bytes += sum([len(entry.value) for entry in entries])
        if not self._busy:
            self._busy = True
            self._idle.clear()
            self._loop.call_soon(self._next)

    async def drain(self) -> None:
        """Wait until everything that was submitted is written, or has failed."""
        await self._idle.wait()

    async def close(self) -> None:
        """Write what waits, then end the thread."""
        await self.drain()
        self._written.put(None)
        await asyncio.to_thread(self._thread.join)

    def _next(self) -> None:
        """Hand over all that waits; whatever was parsed in this turn of the loop is in it."""
        group, self._waiting = self._waiting, Waiting()
        self._in_flight = group.bytes
        if self._seconds > QUICK_SECONDS:
            self._written.put(group)
            return
        started = time.perf_counter()
        results = _append(self._log, group)
        self._finish(group, results, time.perf_counter() - started)

    def _work(self) -> None:
        while True:
            group = self._written.get()
            if group is None:
                return
            started = time.perf_counter()
            results = _append(self._log, group)
            seconds = time.perf_counter() - started
            self._loop.call_soon_threadsafe(self._finish, group, results, seconds)

    def _finish(
        self, group: Waiting, results: Sequence[EvtoolError | None], seconds: float
    ) -> None:
        self._in_flight = 0
        self._seconds += (seconds - self._seconds) / 8
        if self._waiting.parts:
            self._loop.call_soon(self._next)
        else:
            self._busy = False
            self._idle.set()
        self.last_error = next((one for one in results if one is not None), None)
        self._on_commit(len(group.entries), seconds)
        for (_, done), error in zip(group.parts, results, strict=True):
            done(error)


def _append(log: Appender, group: Waiting) -> list[EvtoolError | None]:
    """Append a group; the outcome for each of its parts."""
    try:
        log.append(group.entries)
    except EntryRefused:
        return _append_apart(log, group)
    except EvtoolError as error:
        return [error] * len(group.parts)
    except Exception as error:  # noqa: BLE001 - a bug in one log answers 503 and ends nothing
        trouble = LogUnavailable(f"a bug in the log: {type(error).__name__}: {error}")
        return [trouble] * len(group.parts)
    return [None] * len(group.parts)


def _append_apart(log: Appender, group: Waiting) -> list[EvtoolError | None]:
    """Append each part alone: the log refuses an entry of one of them, not of all."""
    results: list[EvtoolError | None] = []
    at = 0
    for count, _ in group.parts:
        part = group.entries[at : at + count]
        at += count
        try:
            log.append(part)
        except EvtoolError as error:
            results.append(error)
        else:
            results.append(None)
    return results
