"""What is too large, too many or too slow."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

HEAD = (
    b"POST /v1/events HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
    b"content-length: 1000\r\n\r\n"
)


def test_too_many_events(setting: Any, event: Any) -> None:
    """The request as a whole is refused, as lines and as an array."""
    setting.write(max_events=10)

    async def work(service: Any) -> None:
        assert (await service.post([event()] * 10)).status == 201
        answered = await service.post([event()] * 11)
        assert (answered.status, answered.json()["detail"]) == (
            413,
            "a request has at most 10 events",
        )
        lines = await service.post(b"{}\n" * 11, content_type="application/x-ndjson")
        assert lines.status == 413
        empty = await service.post(b"\n" * 200_000 + b"{}", content_type="application/x-ndjson")
        assert empty.status == 400
        assert len(service.values()) == 10

    setting.run(work)


def test_too_large_an_event(setting: Any, event: Any) -> None:
    """It is refused with its index; the others are taken."""
    setting.write(max_event_bytes=500)

    async def work(service: Any) -> None:
        answered = await service.post([event(), event(text="x" * 500), event()])
        assert answered.status == 207
        (refused,) = answered.json()["error"]
        assert (refused["index"], refused["type"], refused["retriable"]) == (1, "too_large", False)

    setting.run(work)


def test_too_long_a_name(setting: Any, event: Any) -> None:
    """No stream can be called so, whatever regex it matches."""

    async def work(service: Any) -> None:
        assert (await service.post(event("app." + "x" * 245))).status == 201
        answered = await service.post(event("app." + "x" * 246))
        assert answered.json()["error"][0]["type"] == "stream_invalid"

    setting.run(work)


async def ended(port: int, start: bytes, more: bytes = b"") -> float:
    """Send a start, then a byte at a time; the seconds until the service hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    writer.write(start)
    try:
        async with asyncio.timeout(8):
            while True:
                writer.write(more)
                try:
                    if not await asyncio.wait_for(reader.read(1000), 0.1):
                        break
                except TimeoutError:
                    continue
                except ConnectionError:
                    break
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
    return time.monotonic() - began


def test_slow_clients_are_ended(setting: Any, event: Any) -> None:
    """Heads and bodies that trickle, bodies that stop, and clients that say nothing."""
    setting.write(idle_seconds=0.5, request_seconds=1.5)

    async def work(service: Any) -> None:
        async def trickling_body() -> float:
            return await ended(service.port, HEAD, b" ")

        async def stopping_body() -> float:
            return await ended(service.port, HEAD + b"[")

        async def trickling_head() -> float:
            return await ended(service.port, b"POST /v1/events HTTP/1.1\r\n", b"a")

        async def silence() -> float:
            return await ended(service.port, b"")

        body, stopped, head, silent = await asyncio.gather(
            trickling_body(), stopping_body(), trickling_head(), silence()
        )
        assert min(body, stopped) > 1.4
        assert min(head, silent) > 0.4
        assert (await service.post(event())).status == 201
        assert len(service.values()) == 1

    setting.run(work)


def test_a_client_that_sends_half_and_ends(setting: Any) -> None:
    """Half a request of a client that will send no more is over at once."""

    async def work(service: Any) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
        writer.write(HEAD + b"[")
        writer.write_eof()
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    setting.run(work)


def test_too_many_connections(setting: Any, event: Any) -> None:
    """Whoever says nothing has to go first; those who ask are answered."""
    setting.write(max_connections=20)

    async def work(service: Any) -> None:
        silent = [await asyncio.open_connection("127.0.0.1", service.port) for _ in range(60)]
        await asyncio.sleep(0.2)
        assert len(service.host.connections) <= 20
        assert (await service.post(event())).status == 201
        for _, writer in silent:
            writer.close()

    setting.run(work)
