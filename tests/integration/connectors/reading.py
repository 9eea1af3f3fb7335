"""The kill test of sources: feed the store, kill the reader, deduplicate by meta.id, count.

`EVTOOL_READING_EVENTS` and `EVTOOL_READING_KILLS` make it as hard as one likes; by hand it
should be 50000 and 30.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from source_bench import ERRORS, SCHEMA, make_workspace

from evtool.log.sqlite.log import SqliteLog
from tests.integration.connectors.spoken import Spoken

EVENTS = int(os.environ.get("EVTOOL_READING_EVENTS", "1500"))
KILLS = int(os.environ.get("EVTOOL_READING_KILLS", "3"))
SECONDS = 60.0 + EVENTS / 100 + KILLS * 10
CHUNK = 25

Feed = Callable[[Sequence[str]], None]
"""Writes events, as JSON texts, into the store."""


def text_of(number: int) -> str:
    """One event without an id; one in a hundred is none that its schema allows."""
    count: Any = f"bad {number}" if number % 100 == 13 else number
    return json.dumps({"count": count, "text": "x" * 200})


@dataclass
class ReadingTrial:
    """What is tried: a source with its options, and what feeds its store."""

    root: Path
    options: Mapping[str, Any]
    feed: Feed
    events: int = EVENTS
    kills: int = KILLS
    chance: random.Random = field(default_factory=lambda: random.Random(20261130))
    _spoken: Spoken = field(init=False)

    def __post_init__(self) -> None:
        """Name the file that the processes write."""
        self._spoken = Spoken(self.root / "runner.log")

    def run(self) -> None:
        """Feed, kill, count; the counts are printed and asserted."""
        make_workspace(self.root)
        path = self.root / "evtool.yaml"
        source = {"stream": "basic", "schema": SCHEMA, **self.options}
        path.write_text(json.dumps({**json.loads(path.read_text()), "connectors": {"in": source}}))
        log = SqliteLog(self.root / ".evtool/log.db")
        feeder = threading.Thread(target=self._feed, daemon=True)
        feeder.start()
        self._attack(log)
        feeder.join(10)
        assert not feeder.is_alive()
        self._count(log)
        log.close()

    def _feed(self) -> None:
        for start in range(0, self.events, CHUNK):
            numbers = range(start, min(start + CHUNK, self.events))
            self.feed([text_of(one) for one in numbers])
            time.sleep(0.001)

    def _attack(self, log: SqliteLog) -> None:
        deadline = time.monotonic() + SECONDS
        process = self._start()
        try:
            for point in sorted(self.chance.randrange(self.events) for _ in range(self.kills)):
                self._wait(log, point, process, deadline)
                time.sleep(self.chance.random() * 0.05)
                process.kill()
                process.wait(10)
                process = self._start()
            self._wait(log, self.events, process, deadline)
            self._spoken.wait_for_start(deadline)
            process.terminate()
            assert process.wait(30) == 0, (
                f"the end in order has exit code 0: {self._spoken.last_words}"
            )
        finally:
            process.kill()
            process.wait(10)

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "evtool", "-C", str(self.root), "connect", "run", "in"]
        return self._spoken.start(command)

    def _wait(
        self, log: SqliteLog, point: int, process: subprocess.Popen[bytes], deadline: float
    ) -> None:
        """Wait until so many different events are in the log."""
        while sum(marks.next for marks in log.topics().values()) < point or (
            point == self.events and len(self._ids(log)) < point
        ):
            assert process.poll() is None, f"the reader ended: {self._spoken.last_words}"
            assert time.monotonic() < deadline, f"too slow: {self._spoken.last_words}"
            time.sleep(0.02)

    def _events(self, log: SqliteLog) -> Iterator[tuple[str, Any]]:
        """The topic and the event of each record."""
        self.records = 0
        for place, marks in log.topics().items():
            offset = marks.first
            while records := log.read(place, offset):
                offset = records[-1].offset + 1
                self.records += len(records)
                yield from ((place.topic, json.loads(one.value)) for one in records)

    def _ids(self, log: SqliteLog) -> dict[str, Any]:
        """What each event says, by its id."""
        found: dict[str, Any] = {}
        for topic, event in self._events(log):
            about = json.loads(event["raw_event"]) if topic == ERRORS else event
            known = found.setdefault(event["meta"]["id"], about["count"])
            assert known == about["count"], "two events with one id"
        return found

    def _count(self, log: SqliteLog) -> None:
        found = self._ids(log)
        texts = (text_of(one) for one in range(self.events))
        expected = sorted((json.loads(one)["count"] for one in texts), key=str)
        sys.stdout.write(
            f"{self.events:,} events, {self.kills} kills: {self.records:,} records, "
            f"{len(found):,} after deduplication, {len(set(found.values())):,} of them different\n"
        )
        assert sorted(found.values(), key=str) == expected, "lost, or doubled"
