"""Telling one browser, as server-sent events, what it has not seen yet."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from evtool.live.feed import Filter
from evtool.live.hub import Hub

MOST = 200
"""So many events are told at a time; of more, the newest, and how many were passed over."""

PAUSE = 0.15
"""Seconds between two messages to one browser."""

HEARTBEAT = 10.0
"""Seconds after which something is said although there is nothing to say."""

STUCK = 30.0
"""Seconds that a browser may take to read one message."""

Write = Callable[[bytes], Awaitable[None]]


class Teller:
    """Tells one browser. `mark` is what it has seen last, if it was told anything before."""

    def __init__(self, hub: Hub, wanted: Filter, mark: str, write: Write) -> None:
        self._hub = hub
        self._wanted = wanted
        self._write = write
        position = hub.feed.position(mark)
        self._resumed = position is not None
        self._position = position or 0
        self._version = -1
        self._counted = 0.0
        self._counted_to = -1
        self._spoke = 0.0

    async def tell(self) -> None:
        """Go on until this is cancelled, or the browser reads no more."""
        await self._say("hello", {"resumed": self._resumed, "mark": self._mark})
        await self._tell_events(first=True)
        while True:
            told = await self._tell_state()
            told = await self._tell_events() or told
            told = await self._tell_counts() or told
            if told:
                await asyncio.sleep(PAUSE)
            elif not await self._hub.feed.wait(1.0) and time.monotonic() - self._spoke > HEARTBEAT:
                await self._put(b": still here\n\n")

    @property
    def _mark(self) -> str:
        return self._hub.feed.mark(self._position)

    async def _tell_state(self) -> bool:
        hub = self._hub
        if self._version == hub.version:
            return False
        self._version = hub.version
        state = {"intake_up": hub.intake_up, "intake": hub.intake.url, "problem": hub.problem}
        await self._say("state", state)
        return True

    async def _tell_events(self, *, first: bool = False) -> bool:
        feed = self._hub.feed
        if feed.last == self._position and not first:
            return False
        batch = feed.batch(self._position, self._wanted, MOST)
        self._position = batch.last
        missed = batch.missed if self._resumed or not first else 0
        if batch.items or missed or first:
            items = ",".join(item.json for item in batch.items)
            data = f'{{"missed":{missed},"first":{json.dumps(first)},"items":[{items}]}}'
            await self._put(f"id: {self._mark}\nevent: events\ndata: {data}\n\n".encode())
        return True

    async def _tell_counts(self) -> bool:
        hub, now = self._hub, time.monotonic()
        news = self._counted_to != hub.feed.last
        if now - self._counted < 1.0 or not (news or hub.is_lively):
            return False
        self._counted, self._counted_to = now, hub.feed.last
        await self._say("counts", hub.stats())
        return True

    async def _say(self, event: str, value: Any) -> None:
        await self._put(f"event: {event}\ndata: {json.dumps(value)}\n\n".encode())

    async def _put(self, text: bytes) -> None:
        async with asyncio.timeout(STUCK):
            await self._write(text)
        self._spoke = time.monotonic()
