"""Events that are sent again, over HTTP."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

from evtool.intake.deduplication.peers import Pipes
from evtool.intake.policies import Worker
from evtool.log.event_log import LogUnavailable
from evtool.log.memory import MemoryLog
from evtool.log.sqlite.log import SqliteLog


class Stubborn(MemoryLog):
    """A log that takes its time, and refuses while it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.fails = False
        self.seconds = 0.0
        self.appends = 0

    def append(self, entries: Any) -> None:
        """Append, or fail."""
        time.sleep(self.seconds)
        self.appends += 1
        if self.fails:
            raise LogUnavailable("the disk is full")
        super().append(entries)


def ids(service: Any, topic: str = "basic") -> list[str]:
    """The ids of the events in a topic, without those that the intake made."""
    return [one["meta"]["id"] for one in service.values(topic) if len(one["meta"]["id"]) < 10]


def test_an_event_is_written_once(setting: Any, event: Any) -> None:
    """In one request and in a later one; another stream or id is another event."""
    setting.write(deduplicate="10m")

    async def work(service: Any) -> None:
        first = await service.post([event(given="1"), event(given="1"), event(given="2")])
        again = await service.post(event(given="1"))
        assert (first.status, again.status) == (201, 201)
        assert (await service.post(event("app.x", given="1"))).status == 201
        assert (ids(service), ids(service, "app.x")) == (["1", "2"], ["1"])
        assert (await service.post([event(), event()])).status == 201
        assert len(service.values()) == 4, "without an id every event is a new one"
        metrics = service.metrics()
        assert metrics["evtool_intake_deduplication_duplicates_total"] == 2
        assert metrics["evtool_intake_deduplication_ids"] == 3

    setting.run(work)


def test_refused_events_are_not_remembered(setting: Any, event: Any) -> None:
    """After the mistake is mended, the event is taken under the same id."""
    setting.write(deduplicate="10m", error_stream=None)

    async def work(service: Any) -> None:
        assert (await service.post(event(given="1", count="x"))).status == 400
        assert (await service.post(event(given="1", count=1))).status == 201
        many = [event(given=f"{at}", count="x" if at % 2 else at) for at in range(2, 200)]
        assert (await service.post(many)).status == 207
        assert ids(service) == ["1", *(f"{at}" for at in range(2, 200, 2))]

    setting.run(work)


def test_what_the_log_refused_is_new(setting: Any, event: Any) -> None:
    """The id is remembered after the commit only."""
    setting.log = log = Stubborn()
    setting.write(deduplicate="10m")

    async def work(service: Any) -> None:
        log.fails = True
        assert (await service.post(event(given="1"))).status == 503
        log.fails = False
        assert (await service.post(event(given="1"))).status == 201
        assert ids(service) == ["1"]

    setting.run(work)


def test_the_second_waits_for_the_first(setting: Any, event: Any) -> None:
    """Ten clients send the same two events at once: each is written once, and all know."""
    setting.log = log = Stubborn()
    setting.write(deduplicate="10m")

    async def work(service: Any) -> None:
        log.seconds = 0.05
        both = [event(given="1"), event(given="2")]
        answers = await asyncio.gather(*(service.post(both) for _ in range(10)))
        assert [one.status for one in answers] == [201] * 10
        assert sorted(ids(service)) == ["1", "2"]
        log.fails = True
        answers = await asyncio.gather(*(service.post(event(given="3")) for _ in range(5)))
        assert [one.status for one in answers] == [503] * 5

    setting.run(work)


def test_a_restart_reads_the_tail_of_the_log(setting: Any, event: Any, tmp_path: Path) -> None:
    """What was acknowledged before is still known after."""
    setting.write(deduplicate="10m")
    for _ in range(2):
        setting.log = SqliteLog(tmp_path / "log.db")

        async def work(service: Any) -> None:
            assert (await service.post([event(given=f"{at}") for at in range(50)])).status == 201
            assert len(service.values()) == 50

        setting.run(work)
        setting.log.close()


def test_the_number_of_ids_is_bounded(setting: Any, event: Any) -> None:
    """The oldest are forgotten first, and that is counted."""
    setting.write(deduplicate="10m", deduplicate_ids=80)

    async def work(service: Any) -> None:
        assert (await service.post([event(given=f"{at}") for at in range(500)])).status == 201
        metrics = service.metrics()
        assert 60 <= metrics["evtool_intake_deduplication_ids"] <= 80
        assert metrics["evtool_intake_deduplication_ids_dropped_total"] >= 420
        assert (await service.post(event(given="499"))).status == 201
        assert len(service.values()) == 500

    setting.run(work)


def test_workers_tell_each_other(setting: Any, event: Any) -> None:
    """What one has committed, the other one knows."""
    ends = [os.pipe(), os.pipe()]
    setting.write(deduplicate="10m")

    async def work(one: Any) -> None:
        setting.worker = Worker("two", pipes=Pipes(ends[1][0], (ends[0][1],)))
        async with setting.running() as two:
            assert (await one.post([event(given=f"{at}") for at in range(1000)])).status == 201
            await asyncio.sleep(0.1)
            assert (await two.post(event(given="777"))).status == 201
            assert (await two.post(event(given="new"))).status == 201
            await asyncio.sleep(0.1)
            assert (await one.post(event(given="new"))).status == 201
            assert len(one.values()) == 1001

    setting.worker = Worker("one", pipes=Pipes(ends[0][0], (ends[1][1],)))
    try:
        setting.run(work)
    finally:
        for end in (*ends[0], *ends[1]):
            os.close(end)
