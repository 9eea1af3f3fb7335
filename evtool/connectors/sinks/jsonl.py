"""The sink `jsonl`: files of JSON lines, by topic and hour or day.

    archive:
      type: jsonl
      streams: ["*"]
      path: /data/events
      batch_seconds: 60        # a file a minute, at most

Files are `TOPIC/year=2026/month=11/day=29/hour=17/TOPIC+PARTITION+FIRST+LAST.jsonl`; they are
written in `_tmp` as `*.part`, synchronized and renamed. A batch becomes one file for each
partition and hour, so `batch_seconds` and `batch_rows` decide how many there are. A record that
is older than the one before it stands beside that one: files of a partition never overlap. What
is in a file is never written again; files that are moved away are not missed.
"""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol, Self

from evtool.config import Section, setting
from evtool.connectors.batch import Batch
from evtool.connectors.segment import Progress, Segment, Span, next_offsets, segments
from evtool.connectors.sink import Guarantee, TargetFailure
from evtool.log.record import TopicPartition

_TEMPORARY = "_tmp"
_OLD_SECONDS = 86_400


class Surroundings(Protocol):
    """What the sink asks of its context."""

    @property
    def root(self) -> Path:
        """The folder from which relative paths start."""


@dataclass(frozen=True, slots=True)
class JsonlConfig:
    """Files of JSON lines, by topic and hour or day."""

    path: str = setting(help="The folder; a relative one starts at evtool.yaml.")
    by: Span = setting("hour", help="One folder for each `hour` or `day`, in UTC.")
    compress: bool = setting(False, help="Compress the files with gzip.")

    def check(self, section: Section) -> None:
        """Refuse a folder without a name.

        Raises:
            ConfigurationError: It has none.
        """
        if not self.path.strip():
            raise section.below("path").error("names no folder", "write a path")


class JsonlSink:
    """Writes one file for each batch, partition, and hour or day.

    A file appears under its name when it is whole and on the disk; the name says which
    offsets it holds.
    """

    Config: ClassVar[type[JsonlConfig]] = JsonlConfig
    guarantee = Guarantee.IDEMPOTENT

    def __init__(self, config: JsonlConfig, context: Surroundings) -> None:
        self._config = config
        self._root = context.root / Path(config.path).expanduser()
        self._progress = Progress(self._names)

    def __enter__(self) -> Self:
        """Make the folder, and try to write there."""
        try:
            folder = self._root / _TEMPORARY
            folder.mkdir(parents=True, exist_ok=True)
            trial = folder / f"trial-{os.getpid()}"
            trial.touch()
            trial.unlink()
            _remove_old(folder)
        except OSError as error:
            raise self._away(error) from error
        return self

    def deliver(self, batch: Batch) -> None:
        """Write what is in no file yet.

        Raises:
            RecordFailure: Some records are no events.
            TargetFailure: The disk is full, or the folder cannot be written.
        """
        try:
            for segment in segments(self._progress.missing(batch), self._config.by):
                self._write(segment)
                self._progress.reach(segment)
        except OSError as error:
            raise self._away(error) from error

    def positions(self) -> Mapping[TopicPartition, int]:
        """How far the files reach."""
        return next_offsets(self._names(""))

    def plan(self, streams: object) -> list[str]:
        """The folder; those below it are made as events come."""
        del streams
        return [f"files in {self._config.path}/TOPIC/year=.../, one for each batch"]

    def __exit__(self, *_: object) -> None:
        """Nothing is open between batches."""

    def _write(self, segment: Segment) -> None:
        """The whole file or none: readers look for names, and those come last."""
        name, content = segment.name, segment.content
        if self._config.compress:
            name, content = f"{name}.gz", gzip.compress(content, 6, mtime=0)
        folder = self._root / segment.folder
        folder.mkdir(parents=True, exist_ok=True)
        # A name of its own: another process may be writing the same offsets.
        temporary = self._root / _TEMPORARY / f"{os.getpid()}-{name}.part"
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(folder / name)
        _sync(folder)

    def _names(self, topic: str) -> Iterator[str]:
        """The names of all files of a topic; of all topics where none is given."""
        for folder, folders, files in os.walk(self._root / topic):
            if Path(folder) == self._root and _TEMPORARY in folders:
                folders.remove(_TEMPORARY)
            yield from files

    def _away(self, error: OSError) -> TargetFailure:
        return TargetFailure(
            f"cannot write to {self._root}: {error.strerror or error}",
            hint="make room, or let the user of this process write there",
        )


def _remove_old(folder: Path) -> None:
    """Remove what writers left that died long ago."""
    for left in folder.iterdir():
        if left.stat().st_mtime < time.time() - _OLD_SECONDS:
            left.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Put the names in a folder on the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
