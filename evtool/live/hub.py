"""Everything the service knows, kept up to date while somebody looks at it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from evtool.errors import EvtoolError
from evtool.live.counts import Counts
from evtool.live.feed import Feed
from evtool.live.follower import Follower, Look
from evtool.live.intake import Intake
from evtool.live.item import Item, make_item
from evtool.live.streams import Streams
from evtool.log.event_log import EventLog
from evtool.log.record import TopicPartition

LOG = logging.getLogger("evtool.live")

PAUSE = 0.1
"""Seconds between two looks at a log that grows: more come together."""

PATIENCE = 0.5
"""Seconds of waiting for an event before anything else is looked at."""

IDLE = 1.0
"""Seconds between two looks when nobody has the page open, or the log cannot be read."""

SIGNS = 2.0
"""Seconds between two looks whether the intake answers, and whether stream files changed."""

T = TypeVar("T")


class Hub:
    """Follows the log; one thread reads it.

    `problem` says why there is nothing to see: a log that cannot be read at all (then
    `log` is None), or not now.
    """

    def __init__(
        self, streams: Streams, intake: Intake, log: EventLog | None, problem: str | None = None
    ) -> None:
        self.streams = streams
        self.intake = intake
        self.feed = Feed()
        self.problem = problem
        self.intake_up = True
        self.version = 0
        self.readers = 0
        self._log = log
        self._follower = Follower(log) if log else None
        self._counts = Counts(streams.of_topic)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log")

    async def run(self) -> None:
        """Follow the log and the intake until this is cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_intake())
            if self._follower is not None:
                group.create_task(self._follow(self._follower))

    def close(self) -> None:
        """Let go of the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def stats(self) -> list[dict[str, Any]]:
        """What there is of each stream."""
        return self._counts.as_json(_second())

    @property
    def is_lively(self) -> bool:
        """Whether rates change by themselves: something came within the last minute."""
        return self._counts.is_lively(_second())

    async def record(self, topic: str, partition: int, offset: int) -> bytes | None:
        """The value of one record; None where there is none."""
        log = self._log
        if log is None:
            return None
        place = TopicPartition(topic, partition)
        found = await self._in_thread(lambda: log.read(place, offset, 1))
        return found[0].value if found and found[0].offset == offset else None

    async def _follow(self, follower: Follower) -> None:
        while True:
            try:
                self._take(await self._in_thread(follower.look))
                self._tell_problem(None)
                if self.readers:
                    await self._in_thread(partial(follower.wait, PATIENCE))
            except EvtoolError as error:
                self._tell_problem(error.message)
            quiet = self.problem is not None or not self.readers
            await asyncio.sleep(IDLE if quiet else PAUSE)

    def _take(self, look: Look) -> None:
        self._counts.take(look.counts, look.fresh, _second())
        if not look.records and not look.fresh:
            return
        self._counts.saw((record.topic, record.timestamp) for record in look.records)
        makers: list[Callable[[int], Item]] = [
            partial(make_item, record=record, error_stream=self.streams.error_stream)
            for record in look.records
        ]
        for item in self.feed.add(makers, look.passed):
            self.streams.learn(item.place[0], item.stream)

    def _tell_problem(self, problem: str | None) -> None:
        if problem != self.problem:
            self.problem = problem
            self._changed()
            if problem:
                LOG.warning(problem, extra={"fields": {"event": "live.log_unreadable"}})

    async def _watch_intake(self) -> None:
        while True:
            if self.readers:
                up = await asyncio.to_thread(self.intake.is_up)
                changed = await asyncio.to_thread(self._refresh_streams)
                if changed or up != self.intake_up:
                    self.intake_up = up
                    self._changed()
            await asyncio.sleep(SIGNS if self.readers else IDLE / 4)

    def _refresh_streams(self) -> bool:
        try:
            return self.streams.refresh()
        except EvtoolError:  # the stream configuration tells of it
            return False

    def _changed(self) -> None:
        """Tell readers that what is not an event has changed."""
        self.version += 1
        self.feed.wake()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _second() -> int:
    return int(time.monotonic())
