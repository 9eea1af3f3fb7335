"""What a request leaves behind: nothing, and at once."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

from in_process import Intake, connect, post

from evtool.intake.event.facts import Facts


def test_a_connection_goes_with_its_last_reference(intake: Intake) -> None:
    """No circle keeps it, with all that it has read, until a full search for garbage."""
    gone: list[Any] = []

    async def run() -> None:
        host = intake.host()
        for data in (
            post(intake.event),
            b"POST /v1/events HTTP/1.1\r\nhost: a\r\ncontent-le",
            b"\0",
        ):
            connection, transport = connect(host)
            gone.append(weakref.ref(connection))
            connection.data_received(data)
            await asyncio.sleep(0.05)
            transport.abort()
            await asyncio.sleep(0.05)
            del connection, transport

    gc.disable()
    try:
        asyncio.run(run())
        assert [type(one()) for one in gone] == [type(None)] * len(gone)
    finally:
        gc.enable()


def test_an_unknown_schema_keeps_no_event(intake: Intake) -> None:
    """That it is absent is remembered; the request in which it was missed is not."""

    class Event(dict[str, Any]):
        """An event that can be watched."""

    router = intake.router()
    event = Event({"$schema": "/absent/1.0.0", "meta": {"stream": "basic"}})
    watched = weakref.ref(event)

    def admit(event: Event) -> None:
        router.admit(event, Facts({}))

    gc.disable()
    try:
        admit(event)
        del event
        assert watched() is None
    finally:
        gc.enable()
