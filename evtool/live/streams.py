"""The declared streams, as their files say it now, and an example event of each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from evtool.errors import EvtoolError
from evtool.streams.configuration import Configuration
from evtool.streams.example import catalog_of, find_example
from evtool.streams.load import load_streams, stream_files
from evtool.workspace import Workspace

Stamp = tuple[str, int, int]


class Streams:
    """The streams of a workspace. Methods that read files may be called from any thread."""

    def __init__(self, workspace: Workspace, error_stream: str | None) -> None:
        self.error_stream = error_stream
        self._workspace = workspace
        self._stamps: Sequence[Stamp] = ()
        self._configuration = Configuration({})
        self._by_topic: dict[str, str] = {}
        self.refresh()

    def refresh(self) -> bool:
        """Read the files again if they have changed; whether they had."""
        stamps = [_stamp(path) for path in stream_files(self._workspace)]
        if stamps == self._stamps:
            return False
        self._stamps = stamps
        self._configuration = load_streams(self._workspace)
        self._by_topic = {
            topic: entry.name
            for entry in self._configuration.entries.values()
            if entry.pattern is None
            for topic in entry.topics()
        }
        return True

    def of_topic(self, topic: str) -> str:
        """The stream that a topic carries; its own name where none is declared."""
        return self._by_topic.get(topic, topic)

    def learn(self, topic: str, stream: str) -> None:
        """Remember which stream an event of a topic named: one that a regex declares."""
        if topic not in self._by_topic and len(self._by_topic) < 100_000:
            self._by_topic[topic] = stream

    def as_json(self) -> list[dict[str, Any]]:
        """Every declared stream: its name, its schema, and what it is for."""
        return [
            {
                "name": entry.name,
                "title": _text(entry.settings.get("schema_title")),
                "description": _text(entry.settings.get("description")),
                "regex": entry.pattern is not None,
            }
            for entry in self._configuration.entries.values()
        ]

    def example(self, name: str) -> dict[str, Any]:
        """An example event of a stream; without one, `problem` says why."""
        entry = self._configuration.find(name)
        if entry is None:
            return {"problem": f"no stream {name} is declared"}
        try:
            found = find_example(entry, catalog_of(self._workspace.repositories))
        except EvtoolError as error:
            return {"problem": error.message}
        if found is None:
            return {
                "problem": f"the schema of {name} has no released version, or fits another stream"
            }
        return {"stream": found.stream, "schema": found.uri, "event": found.event}


def _stamp(path: os.PathLike[str]) -> Stamp:
    try:
        status = os.stat(path)  # noqa: PTH116 - every second for each file
    except OSError:
        return str(path), 0, 0
    return str(path), status.st_mtime_ns, status.st_size


def _text(value: object) -> str:
    return value[:1000] if isinstance(value, str) else ""
