"""The delivery test, for any sink: kill the runner, stop the store, poison rows; then count.

A test makes a `Trial` of a workspace with one connector, calls `run`, and asserts on what
comes back. Events carry a marker that is looked for in whatever the store gives back, so
that a sink may keep them in any form. `EVTOOL_DELIVERY_EVENTS` and `EVTOOL_DELIVERY_KILLS`
make it as hard as one likes; by hand it should be 200000 and 30.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evtool.log.address import open_log
from evtool.log.config import LogConfig
from evtool.log.event_log import EventLog, LogUnavailable
from evtool.log.record import Entry
from evtool.workspace import load_workspace
from tests.integration.connectors.spoken import Spoken

WORKER = Path(__file__).with_name("worker.py")
EVENTS = int(os.environ.get("EVTOOL_DELIVERY_EVENTS", "20000"))
KILLS = int(os.environ.get("EVTOOL_DELIVERY_KILLS", "5"))
SECONDS = 60.0 + EVENTS / 500 + KILLS * 20
ERRORS = "eventgate.error"

_MARKER = re.compile(r"event-(\d{9})")


def nothing() -> None:
    """Do nothing: for stores that cannot be stopped."""


@dataclass
class Trial:
    """What is tried.

    Args:
        workspace: A folder with an `evtool.yaml`.
        connector: The name of the connector.
        rows: Gives every row of the store, as text or bytes that hold the marker.
        stop_store: Takes the store away.
        start_store: Brings it back.
        stops: How often that is done.
        poison: Makes a value that the sink refuses; it must hold the marker.
        topics: Where events go; one in a hundred is poison.
    """

    workspace: Path
    connector: str
    rows: Callable[[], Iterable[str | bytes]]
    stop_store: Callable[[], None] = nothing
    start_store: Callable[[], None] = nothing
    stops: int = 0
    poison: Callable[[str], bytes] = lambda marker: f'{{"broken {marker}'.encode()
    topics: Sequence[str] = ("shop.order", "shop.view")
    events: int = EVENTS
    kills: int = KILLS
    chance: random.Random = field(default_factory=lambda: random.Random(20261129))
    _spoken: Spoken = field(init=False)

    def __post_init__(self) -> None:
        """Name the file that the processes write."""
        self._spoken = Spoken(self.workspace / "runner.log")

    def run(self) -> Outcome:
        """Append, deliver under attack, count; the counts are printed."""
        workspace = load_workspace(self.workspace / "evtool.yaml")
        config = workspace.section("log", LogConfig)
        log = open_log(config.address, workspace.root, config)
        started = time.monotonic()
        self._append(log)
        self._attack(log)
        outcome = self._count(log, time.monotonic() - started)
        log.close()
        sys.stdout.write(f"{outcome}\n")
        return outcome

    def _append(self, log: EventLog) -> None:
        for start in range(0, self.events, 200):
            numbers = range(start, min(start + 200, self.events))
            log.append([self._entry(number) for number in numbers])

    def _entry(self, number: int) -> Entry:
        marker = f"event-{number:09}"
        topic = self.topics[number % len(self.topics)]
        if number % 100 == 13:
            return Entry(topic, self.poison(marker), number)
        event = {
            "$schema": "/shop/order/1.0.0",
            "meta": {"stream": topic, "id": marker, "dt": "2026-01-01T00:00:00Z"},
            "number": number,
            "text": "x" * 500,
        }
        return Entry(topic, json.dumps(event).encode(), number)

    def _attack(self, log: EventLog) -> None:
        """Kill at random points of the way, with the store away around some of them."""
        deadline = time.monotonic() + SECONDS
        points = sorted(self.chance.randrange(self.events) for _ in range(self.kills))
        away = set(self.chance.sample(points, min(self.stops, len(points))))
        process = self._start()
        try:
            for point in points:
                self._wait(log, point, process, deadline)
                if point in away:
                    self.stop_store()
                time.sleep(self.chance.random() * 0.1)
                process.kill()
                process.wait(10)
                process = self._start()
                if point in away:
                    time.sleep(self.chance.random() * 2)
                    self.start_store()
            self._wait(log, self.events, process, deadline)
            self._spoken.wait_for_start(deadline)
            process.terminate()
            assert process.wait(30) == 0, "the end in order has exit code 0"
        finally:
            process.kill()
            process.wait(10)

    def _start(self) -> subprocess.Popen[bytes]:
        folder = str(self.workspace)
        command = [sys.executable, str(WORKER), "-C", folder, "connect", "run", self.connector]
        return self._spoken.start(command)

    def _wait(
        self, log: EventLog, point: int, process: subprocess.Popen[bytes], deadline: float
    ) -> None:
        """Wait until so many records are committed."""
        while self._committed(log) < point:
            assert process.poll() is None, f"the runner ended: {self._spoken.last_words}"
            assert time.monotonic() < deadline, f"too slow: {self._spoken.last_words}"
            time.sleep(0.02)

    def _committed(self, log: EventLog) -> int:
        """How many records the group has behind it; a broker needs a while to know a group."""
        try:
            return sum(log.committed(f"evtool-connect-{self.connector}").values())
        except LogUnavailable:
            return 0

    def _count(self, log: EventLog, seconds: float) -> Outcome:
        stored = Counter(self._number(row) for row in self.rows())
        letters: Counter[int] = Counter()
        for place, marks in log.topics().items():
            offset = marks.first
            while place.topic == ERRORS and (records := log.read(place, offset)):
                letters.update(self._number(record.value) for record in records)
                offset = records[-1].offset + 1
        return Outcome(self.events, self.kills, self.stops, stored, letters, seconds)

    @staticmethod
    def _number(row: str | bytes) -> int:
        text = row.decode("utf-8", "replace") if isinstance(row, bytes) else row
        found = _MARKER.search(text)
        assert found, f"a row without marker: {text[:200]}"
        return int(found[1])


@dataclass(frozen=True)
class Outcome:
    """How often each event is in the store and in the error stream."""

    events: int
    kills: int
    stops: int
    stored: Counter[int]
    letters: Counter[int]
    seconds: float

    @property
    def missing(self) -> list[int]:
        """The events that are nowhere."""
        return [at for at in range(self.events) if not self.stored[at] and not self.letters[at]]

    @property
    def doubled(self) -> list[int]:
        """The events that are there more than once, both places together."""
        return [at for at in range(self.events) if self.stored[at] + self.letters[at] > 1]

    def __str__(self) -> str:
        """The counts in a line."""
        return (
            f"{self.events:,} events, {self.kills} kills, {self.stops} stops of the store, "
            f"{self.seconds:.0f} s: {len(self.stored):,} in the store, "
            f"{len(self.letters):,} in the error stream, {len(self.missing)} missing, "
            f"{len(self.doubled)} doubled"
        )

    def assert_exactly_once(self) -> None:
        """Each event is once in the store, or once in the error stream."""
        assert not self.missing
        assert not self.doubled

    def assert_at_least_once(self) -> None:
        """No event is missing; in the error stream none is twice, or in the store besides."""
        assert not self.missing
        assert not [at for at in self.letters if self.letters[at] > 1 or self.stored[at]]
