"""The rows that are there before the log is followed, in chunks along the primary key."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evtool.connectors.source import Change
from evtool.connectors.sources.capture.events import events_of
from evtool.connectors.sources.capture.options import CaptureOptions
from evtool.connectors.sources.capture.progress import Progress
from evtool.connectors.sources.capture.row import Row, RowChange, Table
from evtool.connectors.sources.values import moment
from evtool.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of a table in the order of its key; `last` is the key of the last one, as JSON."""

    rows: Sequence[Row]
    keys: Sequence[Any]

    @property
    def last(self) -> Any:
        """From where the next chunk goes on."""
        return self.keys[-1]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Reads the tables that are not done yet, one after the other.

    Rows that change meanwhile come again from the log, whose place was taken before: the
    last event of each row tells how it is. `read` gives the rows after a key, None: from the
    first; `sequence` sorts before everything that the log brings afterwards.
    """

    options: CaptureOptions
    tables: Sequence[Table]
    sequence: str
    read: Callable[[Table, Any], Chunk]
    clock: Callable[[], float] = time.time

    def batches(self, progress: Progress) -> Iterator[tuple[list[Change], Progress]]:
        """Batches, each with the progress after it.

        Raises:
            ConfigurationError: A table has no primary key.
        """
        for table in self.tables:
            if table.name in progress.done:
                continue
            if not table.key:
                raise ConfigurationError(
                    f"the table {table.name} has no primary key to read it in parts by",
                    hint="give it one, or set `snapshot: false`",
                )
            while table.name not in progress.done:
                after = progress.after if progress.table == table.name else None
                batch, progress = self._batch(table, after, progress)
                yield batch, progress

    def _batch(self, table: Table, after: Any, progress: Progress) -> tuple[list[Change], Progress]:
        chunk, before = self.read(table, after), progress.json()
        at, changes = moment(self.clock()), []
        for row, key in zip(chunk.rows, chunk.keys, strict=True):
            change = RowChange(table.name, "read", None, row, table.key, at, self.sequence)
            options = self.options.tables[table.name]
            identity = ["snapshot", progress.generation, progress.log, table.name, key]
            for _, event in events_of(change, options, self.options.envelope):
                changes.append(Change(event, before, identity))
        if len(chunk.rows) < self.options.chunk_rows:
            progress = progress.finished(table.name)
        else:
            progress = progress.beyond(table.name, chunk.last)
        last = changes.pop() if changes else Change(None)
        changes.append(Change(last.event, progress.json(), last.identity))
        return changes, progress


def beyond(columns: Sequence[str], values: Sequence[Any]) -> tuple[str, list[Any]]:
    """A condition for rows after a key, with `%s` for its parameters.

    It is written so that an index over the columns serves it: `(a > 1) OR (a = 1 AND b > 2)`.
    """
    ways: list[str] = []
    parameters: list[Any] = []
    for at in range(len(columns)):
        same = [f"{column} = %s" for column in columns[:at]]
        ways.append(f"({' AND '.join([*same, f'{columns[at]} > %s'])})")
        parameters += values[: at + 1]
    return " OR ".join(ways), parameters
