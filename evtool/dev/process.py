"""One service kept alive: started, listened to, started again when it crashes."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from evtool.dev.event import Event, Level, Report, event_of_line

READY = "service.ready"
"""The event by which a service tells that it answers."""

GRACE = 5.0
"""Seconds between SIGTERM and SIGKILL."""

CALM = 30.0
"""A service that ran for so many seconds may crash again without a longer delay."""

LINE_LIMIT = 256 * 1024
"""A longer line of a service comes in pieces."""

_LONGEST_DELAY = 10.0


@dataclass
class Process:
    """A service as a child process.

    `command` is asked for anew at each start; `descriptors` are the sockets that the
    child inherits. It has `grace` seconds between SIGTERM and SIGKILL. `ready` tells
    whether it answers; `told` is set when it first did, or first crashed.
    """

    name: str
    command: Callable[[], Sequence[str]]
    report: Report
    descriptors: tuple[int, ...] = ()
    grace: float = GRACE
    ready: bool = False
    told: asyncio.Event = field(default_factory=asyncio.Event)
    _child: asyncio.subprocess.Process | None = None
    _again: asyncio.Event = field(default_factory=asyncio.Event)

    async def keep_running(self) -> None:
        """Run the service until this is cancelled; then end it, and wait for its end."""
        crashes = 0
        while True:
            self._again.clear()
            started = time.monotonic()
            code = await self._run_once()
            self.ready = False
            if self._again.is_set():
                continue
            crashes = 1 if time.monotonic() - started > CALM else crashes + 1
            delay = restart_delay(crashes)
            self.report(self._crash(code, delay))
            self.told.set()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._again.wait(), delay)

    def restart(self) -> None:
        """Start the service anew: its configuration has changed."""
        self._again.set()
        _signal(self._child, signal.SIGTERM)

    def kill(self) -> None:
        """End the child at once."""
        _signal(self._child, signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the child, if it answers: before that it could not take it."""
        if self.ready:
            _signal(self._child, number)

    async def _run_once(self) -> int:
        """Start the child and pass on what it says; its exit code."""
        child = self._child = await asyncio.create_subprocess_exec(
            *self.command(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            pass_fds=self.descriptors,
            process_group=0,  # Ctrl-C is for the supervisor, which ends children in order
        )
        streams = ((child.stdout, Level.INFO), (child.stderr, Level.WARNING))
        pumps = [
            asyncio.create_task(self._pump(stream, level)) for stream, level in streams if stream
        ]
        if self._again.is_set():  # asked for while the child was being started
            _signal(child, signal.SIGTERM)
        try:
            return await child.wait()
        finally:
            await _end(child, self.grace)
            await asyncio.wait(pumps, timeout=1)
            for pump in pumps:
                pump.cancel()

    async def _pump(self, stream: asyncio.StreamReader, otherwise: Level) -> None:
        async for line in lines_of(stream):
            if not line.strip():
                continue
            event = event_of_line(line, self.name, otherwise)
            self.ready = self.ready or event.name == READY
            if self.ready and not self.told.is_set():
                self.told.set()
            else:
                self.report(event)

    def _crash(self, code: int, delay: float) -> Event:
        return Event(
            self.name,
            "service.crashed",
            f"{self.name} {_ending(code)}; it starts again in {delay:g} s",
            Level.ERROR,
            fields={"exit_code": code, "restart_in_s": delay},
        )


def restart_delay(crashes: int) -> float:
    """Seconds before the start after the nth crash in a row: 0.5, 1, 2, ... 10."""
    return float(min(0.5 * 2.0 ** min(crashes - 1, 10), _LONGEST_DELAY))


async def lines_of(stream: asyncio.StreamReader) -> AsyncIterator[str]:
    """The lines of a stream, without their ends; what is no UTF-8 is replaced."""
    pending = b""
    while chunk := await stream.read(65536):
        *whole, pending = (pending + chunk).split(b"\n")
        if len(pending) > LINE_LIMIT:
            whole, pending = [*whole, pending], b""
        for line in whole:
            yield line.decode("utf-8", "replace")
    if pending:
        yield pending.decode("utf-8", "replace")


async def _end(child: asyncio.subprocess.Process, grace: float) -> None:
    """Ask the child to end; kill it when it does not."""
    _signal(child, signal.SIGTERM)
    try:
        await asyncio.wait_for(child.wait(), grace)
    except TimeoutError:
        _signal(child, signal.SIGKILL)
        await child.wait()
    if child.stdin is not None:
        child.stdin.close()


def _signal(child: asyncio.subprocess.Process | None, number: signal.Signals) -> None:
    if child is not None and child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(number)


def _ending(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
