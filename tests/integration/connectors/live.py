"""A workspace with one connector, and `evtool connect run` as a process of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from tabular import PAGE, with_more

from evtool.log.record import Entry
from evtool.log.sqlite.log import SqliteLog

NAME = "store"
NEWER = with_more(PAGE, bytes={"type": "integer"})


@dataclass(frozen=True)
class Live:
    """The folder of the workspace; the stream is `page`, whose schema is 1.0.0 at first."""

    folder: Path

    @classmethod
    def of(cls, folder: Path, options: Mapping[str, Any]) -> Live:
        """A workspace whose connector has these options."""
        made = cls(folder)
        made.release("1.0.0", PAGE)
        (folder / "streams.yaml").write_text("page: {schema_title: page}\n", "utf-8")
        content = {
            "version": 1,
            "repositories": [{"name": "primary", "role": "primary", "path": "schemas"}],
            "streams": {"files": ["streams.yaml"]},
            "log": "sqlite:log.db",
            "connectors": {NAME: {"streams": ["page"], "batch_seconds": 0.1, **options}},
        }
        (folder / "evtool.yaml").write_text(yaml.safe_dump(content), "utf-8")
        return made

    def release(self, version: str, schema: Mapping[str, Any]) -> None:
        """Add a version of the schema, as a pull would."""
        path = self.folder / "schemas/page" / f"{version}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"$id": f"/page/{version}", **schema}), "utf-8")

    def append(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Append events to the log."""
        log = SqliteLog(self.folder / "log.db")
        log.append([Entry("page", json.dumps(event).encode(), 0) for event in events])
        log.close()

    def wait(self, count: int) -> None:
        """Wait until so many records are committed."""
        log = SqliteLog(self.folder / "log.db")
        deadline = time.monotonic() + 60
        try:
            while sum(log.committed(f"evtool-connect-{NAME}").values()) < count:
                assert time.monotonic() < deadline, self.words
                time.sleep(0.05)
        finally:
            log.close()

    def wait_for(self, word: str) -> None:
        """Wait until the process says something."""
        deadline = time.monotonic() + 60
        while word not in self.words:
            assert time.monotonic() < deadline, self.words
            time.sleep(0.05)

    @property
    def words(self) -> str:
        """What the process said."""
        return (self.folder / "runner.log").read_text("utf-8")

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run the connector; it is ended by SIGTERM, unless it ended."""
        command = [sys.executable, "-m", "evtool", "-C", str(self.folder), "connect", "run", NAME]
        with (self.folder / "runner.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                yield process
                if process.poll() is None:
                    process.send_signal(signal.SIGTERM)
                    assert process.wait(30) == 0, self.words
            finally:
                process.kill()
                process.wait(10)
