"""Group commit: what arrives while the log writes is written together, next.

A commit begins when the one before it ends, so the delay adapts itself: a lonely event is
written at once, and under load each commit takes all that waits.

While commits are quick they are made in the event loop itself: to hand each to a thread and
back costs more processor time than the loop could use meanwhile, and what arrives during one
waits in the sockets for the next. Where the disk is slow, a thread writes instead.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from evtool.errors import EvtoolError
from evtool.log.event_log import Appender, EntryRefused, LogUnavailable, PromptAppender
from evtool.log.record import Entry

LOG = logging.getLogger("evtool.intake")

Done = Callable[[EvtoolError | None], None]
"""Called in the event loop: the entries are durable, or the error that kept them from it."""

QUICK_SECONDS = 0.01
"""Commits that wait longer for the disk on average are left to the thread."""

WORK_SECONDS = 0.000_005
"""What writing costs an event, disk or not: it is no reason for the thread."""

PATIENCE_SECONDS = 0.005
"""How long the loop waits for other processes that write; then the thread waits."""

TROUBLE_SECONDS = 10.0
"""How long the log counts as unavailable after a commit that failed."""

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
        self._prompt = log if isinstance(log, PromptAppender) else None
        self._on_commit = on_commit
        self._loop = asyncio.get_running_loop()
        self._waiting = Waiting()
        self._busy = False
        self._seconds = 0.0
        self._written: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._idle = asyncio.Event()
        self._idle.set()
        self._error: EvtoolError | None = None
        self._error_time = 0.0
        self._in_flight = 0
        self._thread = threading.Thread(target=self._work, name="commit", daemon=True)
        self._thread.start()

    @property
    def last_error(self) -> EvtoolError | None:
        """What keeps events from the log; forgotten after a while without any event.

        Who sends nothing to a service that is not ready would never see it ready again.
        """
        recent = self._loop.time() - self._error_time < TROUBLE_SECONDS
        return self._error if recent else None

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
        results = self._append_here(group)
        if results is None:
            self._written.put(group)
        else:
            self._finish(group, results, time.perf_counter() - started)

    def _append_here(self, group: Waiting) -> Sequence[EvtoolError | None] | None:
        """Append in the loop, which must not wait; None: another process is writing."""
        prompt, busy = self._prompt, False
        if prompt is None:
            return _append(self._log, group)

        def append(entries: Sequence[Entry]) -> None:
            nonlocal busy
            busy = not prompt.append_within(entries, PATIENCE_SECONDS)

        error = _error_of(append, group.entries)
        return None if busy else _results(self._log, group, error)

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
        waited = seconds - WORK_SECONDS * len(group.entries)
        self._seconds += (max(waited, 0.0) - self._seconds) / 8
        if self._waiting.parts:
            self._loop.call_soon(self._next)
        else:
            self._busy = False
            self._idle.set()
        self._error = next((one for one in results if _is_trouble(one)), None)
        self._error_time = self._loop.time()
        self._on_commit(len(group.entries), seconds)
        for (_, done), error in zip(group.parts, results, strict=True):
            try:
                done(error)
            except Exception:  # the other requests of the group have to get their answers
                LOG.exception("this is a bug in evtool")


def _is_trouble(error: EvtoolError | None) -> bool:
    """Whether it is the log that is in trouble, and not an entry that is wrong."""
    return error is not None and not isinstance(error, EntryRefused)


def _append(log: Appender, group: Waiting) -> list[EvtoolError | None]:
    """Append a group; the outcome for each of its parts."""
    return _results(log, group, _error_of(log.append, group.entries))


def _results(log: Appender, group: Waiting, error: EvtoolError | None) -> list[EvtoolError | None]:
    """What an error with a whole group means for its parts."""
    if isinstance(error, EntryRefused):
        return _append_apart(log, group)
    return [error] * len(group.parts)


def _error_of(
    append: Callable[[Sequence[Entry]], None], entries: Sequence[Entry]
) -> EvtoolError | None:
    """Append entries; what kept them from the log."""
    try:
        append(entries)
    except EvtoolError as error:
        return error.with_traceback(None)  # which holds the entries
    except Exception as error:
        LOG.exception("this is a bug in the log")
        return LogUnavailable(f"a bug in the log: {type(error).__name__}")
    return None


def _append_apart(log: Appender, group: Waiting) -> list[EvtoolError | None]:
    """Append each part alone: the log refuses an entry of one of them, not of all."""
    results: list[EvtoolError | None] = []
    at = 0
    for count, _ in group.parts:
        results.append(_error_of(log.append, group.entries[at : at + count]))
        at += count
    return results
