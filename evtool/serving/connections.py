"""Limits for connections: slow clients are cut off, and never keep others out.

A connection either waits for a request or is being answered. Both have a time limit, and
of too many connections one has to go: best one that never asked for anything.
"""

from __future__ import annotations

import asyncio
import resource
from itertools import takewhile
from typing import Any

MOST = 4096
"""How many connections are open at one time."""

WAITING = 10.0
"""Seconds for the head of a request, and between two requests."""

ANSWERING = 60.0
"""Seconds for the body of a request and for reading the answer."""

HEAD_LIMIT = 64 * 1024
"""The largest head of a request, in bytes."""

_RECEIVED_LIMIT = 2 * HEAD_LIMIT
_SPARE = 64  # descriptors for files, threads and the loop itself


class Guard:
    """All connections of a server, in the order in which their time runs out.

    They are of three kinds, which have to go in this order when there are too many: those
    without any request so far, those between two requests, those that are being answered.
    `waiting` and `answering` are their seconds.
    """

    def __init__(
        self, most: int = MOST, waiting: float | None = None, answering: float | None = None
    ) -> None:
        self._most = min(most, allowed_connections(most))
        self._waiting = WAITING if waiting is None else waiting
        self._answering_seconds = ANSWERING if answering is None else answering
        self._new: dict[Any, float] = {}
        self._idle: dict[Any, float] = {}
        self._answering: dict[Any, float] = {}
        self._kinds = (self._new, self._idle, self._answering)
        self._timer: asyncio.TimerHandle | None = None

    def opened(self, connection: Any) -> None:
        """A connection was made."""
        self._new[connection] = _now() + self._waiting
        if sum(map(len, self._kinds)) > self._most:
            self._cut(self._dispensable(connection))
        if self._timer is None:
            self._wind()

    def asked(self, connection: Any) -> None:
        """A request has arrived on a connection."""
        if self._idle.pop(connection, None) is None:
            self.forget(connection)
        self._answering[connection] = _now() + self._answering_seconds

    def answered(self, connection: Any) -> None:
        """An answer was given, and a connection waits for the next request."""
        if self._answering.pop(connection, None) is None:
            self.forget(connection)
        self._idle[connection] = _now() + self._waiting

    def forget(self, connection: Any) -> None:
        """A connection is gone."""
        for kind in self._kinds:
            kind.pop(connection, None)

    def _dispensable(self, newcomer: Any) -> Any:
        """The connection that has to go: not the newcomer while there is another."""
        oldest = (one for kind in self._kinds for one in kind if one is not newcomer)
        return next(oldest, newcomer)

    def _cut(self, connection: Any) -> None:
        self.forget(connection)
        cut(connection)

    def _wind(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(1.0, self._sweep)

    def _sweep(self) -> None:
        """Cut off what has run out of time; look again in a second."""
        self._timer, now = None, _now()
        for kind in self._kinds:
            late = takewhile(lambda one: one[1] <= now, list(kind.items()))
            for connection, _ in late:
                self._cut(connection)
        if any(self._kinds):
            self._wind()


def guarded(protocol: type[Any], guard: Guard) -> type[Any]:
    """An HTTP protocol of uvicorn whose connections a guard watches."""

    class Guarded(protocol):  # type: ignore[misc]
        """The protocol, telling the guard what happens."""

        _received = 0

        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            guard.opened(self)

        def data_received(self, data: bytes) -> None:
            before = self.cycle
            self._received += len(data)
            if self._received > _RECEIVED_LIMIT:
                cut(self)
                return
            super().data_received(data)
            if self.cycle is not before:
                self._received = 0
                guard.asked(self)

        def on_response_complete(self) -> None:
            super().on_response_complete()
            if not self.transport.is_closing():
                guard.answered(self)

        def connection_lost(self, exc: Exception | None) -> None:
            guard.forget(self)
            super().connection_lost(exc)

    return Guarded


def allowed_connections(most: int = MOST) -> int:
    """How many connections the system lets this process have; the soft limit is raised."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most + _SPARE
    if soft < wanted and (hard == resource.RLIM_INFINITY or hard > soft):
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(soft - _SPARE, 1)


def cut(connection: Any) -> None:
    """End a connection at once; what was not sent yet is dropped."""
    if connection.transport is not None:
        connection.transport.abort()


def _now() -> float:
    return asyncio.get_running_loop().time()
