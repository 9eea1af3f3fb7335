"""Slow clients and too many of them."""

from __future__ import annotations

import asyncio
import resource
from typing import Any

import pytest

from evtool.serving import connections as module
from evtool.serving.connections import Guard, allowed_connections, guarded


class Transport:
    """Remembers whether it was cut off."""

    aborted = False

    def abort(self) -> None:
        """Cut it off."""
        self.aborted = True

    def is_closing(self) -> bool:
        """Whether it is at its end."""
        return self.aborted


class Protocol:
    """As much of an HTTP protocol as a guard sees: each `!` is a whole request."""

    def __init__(self) -> None:
        self.transport: Any = None
        self.cycle: object | None = None

    def connection_made(self, transport: Any) -> None:
        """Keep the transport."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Start a request."""
        if b"!" in data:
            self.cycle = object()

    def on_response_complete(self) -> None:
        """Do nothing."""

    def connection_lost(self, exc: Exception | None) -> None:
        """Do nothing."""


def connect(guard: Guard) -> Any:
    """A new connection that the guard watches."""
    made = guarded(Protocol, guard)()
    made.connection_made(Transport())
    return made


def test_who_never_asked_has_to_go() -> None:
    """When there are too many: the oldest of them, then who asked before, then the rest."""

    async def run() -> None:
        guard = Guard(3)
        first, second, third = (connect(guard) for _ in range(3))
        first.data_received(b"!")
        second.data_received(b"!")
        second.on_response_complete()
        fourth = connect(guard)
        assert third.transport.aborted
        fourth.data_received(b"!")
        fifth = connect(guard)
        assert second.transport.aborted
        fifth.data_received(b"!")
        sixth = connect(guard)
        assert first.transport.aborted
        assert not any(one.transport.aborted for one in (fourth, fifth, sixth))

    asyncio.run(run())


def test_time_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a request that does not come, and for an answer that is not read."""
    monkeypatch.setattr(module, "WAITING", 0.1)
    monkeypatch.setattr(module, "ANSWERING", 1.2)

    async def run() -> None:
        guard = Guard()
        silent, drip, slow, quick = (connect(guard) for _ in range(4))
        slow.data_received(b"!")
        quick.data_received(b"!")
        drip.data_received(b"G")
        quick.on_response_complete()
        quick.connection_lost(None)
        await asyncio.sleep(1.1)
        assert silent.transport.aborted
        assert drip.transport.aborted
        assert not slow.transport.aborted
        await asyncio.sleep(1.1)
        assert slow.transport.aborted
        assert not quick.transport.aborted

    asyncio.run(run())


def test_an_endless_head_is_cut_off() -> None:
    """Whatever the parser would take; what was read for earlier requests does not count."""

    async def run() -> None:
        one = connect(Guard())
        for _ in range(5):
            one.data_received(b"x" * 60_000 + b"!")
            one.on_response_complete()
        assert not one.transport.aborted
        one.data_received(b"x" * 140_000)
        assert one.transport.aborted

    asyncio.run(run())


def test_the_system_limits_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some descriptors are for other things; the soft limit is raised as far as allowed."""
    limits = [(256, 1024)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, pair: limits.append(pair))
    assert allowed_connections() == 1024 - 64
    assert limits[-1] == (1024, 1024)
    limits.append((256, resource.RLIM_INFINITY))
    assert allowed_connections() == module.MOST
    limits.append((100_000, 100_000))
    assert allowed_connections() > module.MOST
