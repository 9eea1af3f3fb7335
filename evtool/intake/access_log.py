"""One JSON line a request: who asked for what, and what came of it.

Never in it: bodies, values of headers and of the query, and keys.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import time
from collections.abc import Callable
from typing import Any

from evtool.intake.admission import Admission
from evtool.intake.event.batch import Batch
from evtool.intake.event.json_text import dump
from evtool.intake.event.moment import iso
from evtool.intake.http.host import Application
from evtool.intake.http.request import Request
from evtool.intake.http.response import Answer, Response

LONGEST_PATH = 200
"""Characters of a path that are logged."""

_STORED = frozenset({201, 207})
_HASTY = 202


class Counts:
    """How many events a request has, and how many of them are refused."""

    def __init__(self, batch: Batch, events: int) -> None:
        self._batch = batch
        self.events = events

    def accepted(self, status: int) -> int | None:
        """How many are in the log after this answer; None where it came before that is known."""
        if status == _HASTY:
            return None
        return self._batch.accepted if status in _STORED else 0

    def refused(self, status: int) -> int | None:
        """How many an answer refuses; None as for `accepted`."""
        return None if status == _HASTY else len(self._batch.refusals)


def counting(admission: Admission) -> Admission:
    """An admission that leaves its counts with each request."""

    def chosen(request: Request, events: int) -> Batch:
        batch = admission(request, events)
        request.counts = Counts(batch, events)
        return batch

    return chosen


class LoggedApplication:
    """Answers as another one does, and writes a line after each answer."""

    def __init__(self, application: Application, write: Callable[[bytes], None]) -> None:
        self._application = application
        self._write = write

    def __call__(self, request: Request, answer: Answer) -> None:
        """See `Application`."""
        started, size = time.perf_counter(), len(request.body)

        def logged(response: Response) -> None:
            answer(response)
            seconds = time.perf_counter() - started
            self._write(dump(_facts(request, response, size, seconds)))

        self._application(request, logged)

    def refused(self, peer: str, response: Response) -> None:
        """Write the line of what was no whole request."""
        request = Request("", b"", {}, peer=peer)
        self._write(dump(_facts(request, response, 0, 0.0)))


class LineWriter:
    """Writes lines to a descriptor, those of one turn of the loop together.

    What goes into a pipe at once is short enough to stay in one piece, whoever else writes.
    """

    def __init__(self, descriptor: int, head: bytes = b"{") -> None:
        self._descriptor = descriptor
        self._head = head
        self._lines: list[bytes] = []

    def __call__(self, line: bytes) -> None:
        """Write a line, which is a JSON object, before long."""
        if not self._lines:
            asyncio.get_running_loop().call_soon(self.flush)
        self._lines.append(self._head + line[1:] + b"\n")

    def flush(self) -> None:
        """Write what waits; where nobody reads it, it is lost."""
        lines, self._lines = self._lines, []
        together = b""
        for line in lines:
            if len(together) + len(line) > select.PIPE_BUF:
                self._put(together)
                together = b""
            together += line
        self._put(together)

    def _put(self, text: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self._descriptor, text)


def _facts(request: Request, response: Response, size: int, seconds: float) -> dict[str, Any]:
    counts, caller = request.counts, request.caller
    path = request.target.partition(b"?")[0].decode("latin-1")[:LONGEST_PATH]
    return {
        "time": iso(time.time_ns() // 1_000_000),
        "level": "info",
        "event": "request.answered",
        "message": f"{request.method or 'no request'} {path} {response.status}",
        "method": request.method,
        "path": path,
        "status": response.status,
        "bytes_in": size,
        "bytes_out": len(response.body),
        "ms": round(seconds * 1000, 3),
        "client": request.peer,
        "key": caller.name if caller else None,
        "events": counts.events if counts else 0,
        "accepted": counts.accepted(response.status) if counts else 0,
        "refused": counts.refused(response.status) if counts else 0,
    }
