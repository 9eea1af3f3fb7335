"""The source `files`: events in files that appear in a folder.

    backfill:
      type: files
      path: incoming/**/*.ndjson.gz
      stream: page.change

A file has one event in each line, or, where its name ends with `.json`, one event or a list of
them; `.gz` means that it is compressed. Files are read by name. They must be renamed into
place when they are whole: a file is taken as it is found. A file whose size or time of change
differs from what was read is read again from its beginning. Names that begin with a dot are
left alone.

The position has every file that was read and is still there, and the place inside the one that
is being read. A `meta.id` that is missing is made of the name, the place in the file, and the
content of the event, so a copy of the folder gives the same ids.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from evtool.config import Section, setting
from evtool.connectors.context import Context
from evtool.connectors.failure import TargetFailure
from evtool.connectors.source import Change
from evtool.connectors.sources.batching import batched
from evtool.connectors.sources.file_events import document_events, line_events, open_file
from evtool.connectors.sources.file_progress import FileProgress, Found
from evtool.connectors.sources.waiting import idle
from evtool.errors import ConfigurationError

LOG = logging.getLogger("evtool.connectors")


@dataclass(frozen=True, slots=True)
class FilesConfig:
    """Events in files that appear in a folder."""

    path: str = setting(
        help="The files, such as incoming/*.ndjson or data/**/*.json.gz; a relative path starts "
        "at evtool.yaml."
    )
    format: Literal["auto", "lines", "document"] = setting(
        "auto",
        help="`lines`: an event in each line; `document`: the file is one event or a list of "
        "them; `auto`: document for names with .json, else lines.",
    )
    when_done: Literal["keep", "delete"] = setting(
        "keep", help="What becomes of a file whose events are all in the log."
    )
    poll_seconds: float = setting(5.0, help="Seconds between two looks for new files.")
    batch_rows: int = setting(1_000, help="Append at the latest when so many events were read.")

    def check(self, section: Section) -> None:
        """Refuse what names no files, and numbers that mean nothing.

        Raises:
            ConfigurationError: There is such a setting.
        """
        if not self.path.strip():
            raise section.below("path").error("names no files", "write incoming/*.ndjson")
        section.check_above_zero(self, "poll_seconds", "batch_rows")


class FilesSource:
    """Reads files by name, and goes on inside one after a crash."""

    Config: ClassVar[type[FilesConfig]] = FilesConfig

    def __init__(self, config: FilesConfig, context: Context) -> None:
        self._config = config
        pattern = Path(config.path).expanduser()
        whole = context.root / pattern
        self._root = Path(*_fixed(whole))
        self._pattern = str(whole.relative_to(self._root))
        self._progress = FileProgress()

    @property
    def identity(self) -> str:
        """The files as the configuration has them."""
        return f"files:{self._config.path}"

    def plan(self, streams: Sequence[str]) -> list[str]:
        """What would be read, and what becomes of it."""
        del streams
        then = ", and deletes those that are done" if self._config.when_done == "delete" else ""
        return [f"reads the files {self._config.path}{then}"]

    def __enter__(self) -> Self:
        """Look whether the folder is there.

        Raises:
            TargetFailure: It is not there, or cannot be read.
        """
        try:
            with os.scandir(self._root):
                pass
        except OSError as error:
            raise self._away(error, self._root) from error
        return self

    def changes(self, position: Any) -> Iterator[Sequence[Change]]:
        """The events of files that are not done, file by file.

        Raises:
            TargetFailure: A file cannot be read.
            ConfigurationError: The position is none of ours.
        """
        progress = self._progress = FileProgress.of(position)
        while True:
            found = self._list()
            progress.forget(found)
            fresh = progress.open(found)
            yield from self._batches(fresh, progress)
            if fresh:
                yield [Change(None, progress.position)]
            yield from idle(0 if fresh else self._config.poll_seconds)

    def acknowledge(self, position: Any) -> None:
        """Delete the files that are done, if that is asked for."""
        if self._config.when_done != "delete":
            return
        for name, etag in FileProgress.of(position).done.items():
            path = self._root / name
            try:
                with contextlib.suppress(FileNotFoundError):
                    if _etag(path) == etag:  # not what came under its name meanwhile
                        path.unlink()
            except OSError as error:
                raise self._away(error, path) from error
            self._progress.done.pop(name, None)

    def __exit__(self, *_: object) -> None:
        """Nothing is open between batches."""

    def _list(self) -> dict[str, Found]:
        """The files that are there, by their names below the folder."""
        found: dict[str, Found] = {}
        try:
            for path in self._root.glob(self._pattern):
                name = path.relative_to(self._root).as_posix()
                if any(part.startswith(".") for part in name.split("/")):
                    continue
                with contextlib.suppress(FileNotFoundError):
                    if path.is_file():
                        found[name] = Found(name, _etag(path))
        except OSError as error:
            raise self._away(error, self._root) from error
        return found

    def _batches(
        self, fresh: Sequence[Found], progress: FileProgress
    ) -> Iterator[Sequence[Change]]:
        """The events of files in batches, of many small files in one.

        What was read before a file that cannot be read does not wait for it.
        """
        failed: list[TargetFailure] = []

        def changes() -> Iterator[Change]:
            try:
                for one in fresh:
                    with self._told(one):
                        yield from self._file(one, progress)
            except TargetFailure as error:
                failed.append(error)

        for batch in batched(changes(), self._config.batch_rows):
            yield [*batch[:-1], replace(batch[-1], position=progress.position)]
        for error in failed:
            raise error

    def _file(self, one: Found, progress: FileProgress) -> Iterator[Change]:
        start = progress.begin(one)
        read = document_events if self._is_document(one.name) else line_events
        with open_file(self._root / one.name) as file:
            for change in read(one, file, start):
                progress.at = change.position
                yield replace(change, position=None)
        progress.finish(one)

    def _is_document(self, name: str) -> bool:
        if self._config.format == "auto":
            return name.removesuffix(".gz").endswith(".json")
        return self._config.format == "document"

    @contextlib.contextmanager
    def _told(self, one: Found) -> Iterator[None]:
        """A file that cannot be read, as a sentence; one that is gone is passed over."""
        try:
            yield
        except FileNotFoundError:
            fields = {"event": "connector.file_gone", "file": one.shown}
            LOG.warning("%s went away before it was read", one.shown, extra={"fields": fields})
        except OSError as error:
            raise self._away(error, self._root / one.name) from error

    @staticmethod
    def _away(error: OSError, path: Path) -> TargetFailure:
        return TargetFailure(
            f"cannot read {path}: {error.strerror or error}",
            hint="make the folder, or let the user of this process read and write there",
        )


def _fixed(path: Path) -> Sequence[str]:
    """The part of a path before its first pattern; the file itself is no part of it."""
    fixed: list[str] = []
    for part in path.parts[:-1]:
        if any(sign in part for sign in "*?["):
            break
        fixed.append(part)
    if ".." in path.parts[len(fixed) :]:
        raise ConfigurationError(f"{path}: `..` cannot stand after a pattern", hint="write it out")
    return fixed


def _etag(path: Path) -> str:
    """What differs when a file is another one, or has other content."""
    status = path.stat()
    return f"{status.st_size}-{status.st_mtime_ns}"
