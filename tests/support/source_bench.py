"""A workspace and a log in memory for tests of sources, with the runner around a source."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from small_workspace import write_workspace

from evtool.config import Section, load_section
from evtool.connectors.catalog import load_type
from evtool.connectors.config import ReadingConfig
from evtool.connectors.context import Context
from evtool.connectors.runner.dead_letters import ErrorStream
from evtool.connectors.runner.only_reader import OnlyReader
from evtool.connectors.runner.pipeline import Pipeline
from evtool.connectors.runner.saved_position import SavedPosition
from evtool.connectors.runner.source_runner import SourceRunner, SourceWork
from evtool.connectors.runner.tally import Tally
from evtool.document import parse_document
from evtool.log.memory import MemoryLog
from evtool.log.record import Record
from evtool.workspace import Workspace, load_workspace

ERRORS = "eventgate.error"
STREAMS = {"streams": {"basic": {"schema_title": "basic"}, ERRORS: {"schema_title": "error"}}}
SCHEMA = "/basic/1.0.0"
Run = Callable[..., list[tuple[Any, ...]]]
"""Executes a statement with values; the rows that it gave."""


def event(count: int, **meta: Any) -> dict[str, Any]:
    """An event of the small workspace that names all itself."""
    return {"$schema": SCHEMA, "meta": {"stream": "basic", **meta}, "count": count}


def make_workspace(root: Path, log: str = "sqlite:.evtool/log.db") -> Workspace:
    """A workspace with the streams `basic` and `eventgate.error`."""
    write_workspace(root, STREAMS, log, {})
    return load_workspace(root / "evtool.yaml")


@dataclass
class SourceBench:
    """Where a source runs, again and again; what it appends stays."""

    root: Path
    reading: ReadingConfig = field(
        default_factory=lambda: ReadingConfig("test", stream="basic", schema=SCHEMA)
    )
    log: Any = field(default_factory=MemoryLog)
    tally: Tally = field(default_factory=Tally)
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Write the workspace."""
        self.workspace = make_workspace(self.root)
        self.position = SavedPosition(self.workspace.state, "test")

    def make(self, kind: str, **options: Any) -> Callable[[], Any]:
        """What makes sources of a type, with options as they stand in evtool.yaml."""
        made = load_type(kind)
        document = parse_document(json.dumps(options).encode(), self.root / "evtool.yaml")
        config = load_section(made.Config, Section(document))
        takes = made.__init__.__code__.co_argcount
        more = [Context("test", self.workspace)] if takes > 2 else []
        return lambda: made(config, *more)

    def runner(self, make: Callable[[], Any]) -> SourceRunner:
        """A new runner for the same source."""
        state = self.workspace.state
        pipeline = Pipeline(self.workspace, "test", self.reading, ErrorStream(ERRORS, ERRORS))
        saved, reader = SavedPosition(state, "test"), OnlyReader(state, "test")
        work = SourceWork("test", make, self.log, pipeline, saved, reader)
        return SourceRunner(work, self.tally, self.stop)

    def run(
        self, make: Callable[[], Any], until: Callable[[], bool], seconds: float = 20.0
    ) -> None:
        """Run until something holds, or until the runner ends by itself; its error is raised."""
        found: list[BaseException] = []

        def work() -> None:
            try:
                self.runner(make).run()
            except BaseException as error:  # noqa: BLE001 - raised below, in the test's thread
                found.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        deadline = time.monotonic() + seconds
        while thread.is_alive() and not until() and time.monotonic() < deadline:
            time.sleep(0.005)
        held = until()
        self.stop.set()
        thread.join(10)
        self.stop.clear()
        assert not thread.is_alive()
        if found:
            raise found[0]
        assert held, "it did not come so far"

    def records(self, topic: str = "basic") -> list[Record]:
        """The records of a topic."""
        return [
            one
            for place in self.log.topics()
            if place.topic == topic
            for one in self.log.read(place, 0, 100_000)
        ]

    def events(self, topic: str = "basic") -> list[dict[str, Any]]:
        """The events of a topic."""
        return [json.loads(one.value) for one in self.records(topic)]

    def counts(self) -> list[int]:
        """The numbers of the events, in order."""
        return [one["count"] for one in self.events()]

    def ids(self) -> list[str]:
        """The ids of the events, in order."""
        return [one["meta"]["id"] for one in self.events()]

    def letters(self) -> list[dict[str, Any]]:
        """The error events."""
        return self.events(ERRORS)

    def has(self, events: int, letters: int = 0) -> Callable[[], bool]:
        """Whether so many are in the log."""
        return lambda: len(self.records()) >= events and len(self.records(ERRORS)) >= letters


def merged(*options: Mapping[str, Any]) -> dict[str, Any]:
    """Options of several maps; later ones count more."""
    return {name: value for one in options for name, value in one.items()}
