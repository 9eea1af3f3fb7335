"""One service kept alive."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.dev import process as processes
from evtool.dev.event import Event, Level
from evtool.dev.process import Process, lines_of, restart_delay

READY = """print('{"event": "service.ready", "message": "ready"}', flush=True);"""
SLEEP = "import time; time.sleep(60)"


class Heard:
    """What a process reported, and a way to wait for it."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        """Remember an event."""
        self.events.append(event)

    async def wait(self, wanted: Callable[[Event], bool]) -> Event:
        """The first event that is wanted."""
        async with asyncio.timeout(10):
            while True:
                for event in self.events:
                    if wanted(event):
                        return event
                await asyncio.sleep(0.01)

    async def named(self, name: str) -> Event:
        """The first event of this name."""
        return await self.wait(lambda event: event.name == name)


@asynccontextmanager
async def running(program: str | Callable[[], str]) -> AsyncIterator[tuple[Process, Heard]]:
    """A process that runs a Python program, kept running until the block ends."""
    heard = Heard()

    def command() -> Sequence[str]:
        return [sys.executable, "-c", program if isinstance(program, str) else program()]

    process = Process("service", command, heard)
    task = asyncio.create_task(process.keep_running())
    try:
        yield process, heard
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await asyncio.sleep(0)


def is_running(pid: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_a_service_says_is_reported() -> None:
    """Events as they are, other text by the stream it came from; empty lines are not."""
    program = f"""{READY}
import sys
print('{{"event": "e", "message": "said", "level": "debug"}}')
print("plain\\n\\n")
print("to stderr", file=sys.stderr, flush=True)
sys.stdout.flush(); {SLEEP}"""

    async def scenario() -> None:
        async with running(program) as (process, heard):
            await asyncio.wait_for(process.told.wait(), 10)
            assert process.ready
            await heard.wait(lambda event: event.message == "to stderr")
            await heard.wait(lambda event: event.message == "plain")
            assert sorted(heard.events, key=lambda event: event.message) == [
                Event("service", "service.output", "plain"),
                Event("service", "e", "said", Level.DEBUG),
                Event("service", "service.output", "to stderr", Level.WARNING),
            ]

    asyncio.run(scenario())


def test_a_crash_is_told_and_repaired(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service starts again after a while, which grows with each crash."""
    monkeypatch.setattr(processes, "restart_delay", lambda crashes: crashes / 100)

    async def scenario() -> None:
        async with running("raise SystemExit(7)") as (process, heard):
            await heard.wait(lambda event: event.fields.get("restart_in_s") == 0.03)
            assert process.told.is_set()
            assert not process.ready
            crash = await heard.named("service.crashed")
            assert crash.level == Level.ERROR
            assert crash.fields == {"exit_code": 7, "restart_in_s": 0.01}
            assert "exit code 7" in crash.message

    asyncio.run(scenario())


def test_the_signal_that_ended_a_service_is_named() -> None:
    """A service that the system killed says so."""
    program = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"

    async def scenario() -> None:
        async with running(program) as (_, heard):
            assert "SIGKILL" in (await heard.named("service.crashed")).message

    asyncio.run(scenario())


def test_a_restart_is_no_crash() -> None:
    """A changed configuration starts the service anew, at once and with a new command."""
    said = iter(["first", "second"])

    def program() -> str:
        return f"print('{next(said)}', flush=True); {SLEEP}"

    async def scenario() -> None:
        async with running(program) as (process, heard):
            await heard.wait(lambda event: event.message == "first")
            process.restart()
            await heard.wait(lambda event: event.message == "second")
            assert all(event.name != "service.crashed" for event in heard.events)

    asyncio.run(scenario())


def test_a_restart_ends_the_delay_after_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who repairs the cause does not wait."""
    monkeypatch.setattr(processes, "restart_delay", lambda _: 60.0)
    programs = iter(["raise SystemExit(1)", f"print('up', flush=True); {SLEEP}"])

    async def scenario() -> None:
        async with running(lambda: next(programs)) as (process, heard):
            await heard.named("service.crashed")
            process.restart()
            await heard.wait(lambda event: event.message == "up")

    asyncio.run(scenario())


def test_a_child_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of the platform waits for nobody for long, and leaves nobody."""
    monkeypatch.setattr(processes, "GRACE", 0.1)
    program = (
        "import os, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"print(os.getpid(), flush=True); {SLEEP}"
    )

    async def scenario() -> int:
        async with running(program) as (_, heard):
            return int((await heard.named("service.output")).message)

    assert not is_running(asyncio.run(scenario()))


def test_delays_grow_and_stay_bounded() -> None:
    """A service that cannot start is tried again every ten seconds."""
    assert [restart_delay(crashes) for crashes in (1, 2, 3, 4, 5, 6, 10_000)] == [
        0.5, 1, 2, 4, 8, 10, 10,
    ]  # fmt: skip


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))))
def test_lines_arrive_whole(texts: list[str]) -> None:
    """However the bytes are cut, each line comes once; the last may lack its end."""

    async def scenario() -> list[str]:
        stream = asyncio.StreamReader()
        for byte in "\n".join(texts).encode():
            stream.feed_data(bytes([byte]))
        stream.feed_eof()
        return [line async for line in lines_of(stream)]

    found = asyncio.run(scenario())
    assert found == (texts[:-1] if texts and not texts[-1] else texts)


def test_endless_lines_come_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that never ends its line fills no memory."""
    monkeypatch.setattr(processes, "LINE_LIMIT", 1000)

    async def scenario() -> list[str]:
        stream = asyncio.StreamReader()
        stream.feed_data(b"x" * 200_000)
        stream.feed_eof()
        return [line async for line in lines_of(stream)]

    pieces = asyncio.run(scenario())
    assert len(pieces) > 1
    assert "".join(pieces) == "x" * 200_000
