"""The smallest sinks that outlive a killed process: one file of SQLite with one table.

Three guarantees over one store, so that the runner is tested without any real sink. The program
`worker.py` is evtool with the type `tiny` added.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self, cast

from evtool.config import setting
from evtool.connectors import catalog
from evtool.connectors.batch import Batch
from evtool.connectors.failure import RecordFailure, TargetFailure
from evtool.connectors.sink import Guarantee
from evtool.log.record import TopicPartition


@dataclass(frozen=True, slots=True)
class TinyConfig:
    """Rows in a file."""

    path: str = setting(help="The file.")
    guarantee: str = setting("transactional", help="Which of the three.")


class TinySink:
    """Writes a row a record. The store is away while a file `PATH.away` exists."""

    Config: ClassVar[type[TinyConfig]] = TinyConfig

    def __init__(self, config: TinyConfig) -> None:
        self._path = Path(config.path)
        self.guarantee = Guarantee(config.guarantee)
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        """Open the file, and make its tables."""
        self._check()
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=10)
        connection.execute("PRAGMA journal_mode = WAL")
        key = "" if self.guarantee is Guarantee.AT_LEAST_ONCE else ", PRIMARY KEY (t, p, o)"
        connection.execute(f"CREATE TABLE IF NOT EXISTS rows (t, p, o, value{key})")
        connection.execute("CREATE TABLE IF NOT EXISTS done (t, p, o, PRIMARY KEY (t, p))")
        self._connection = connection
        return self

    def _check(self) -> None:
        if self._path.with_suffix(".away").exists():
            raise TargetFailure("the store is away", hint="start it")

    def deliver(self, batch: Batch) -> None:
        """Write a batch in one transaction."""
        self._check()
        for one in batch:
            if not isinstance(one.event.get("number", 0), int):
                raise RecordFailure("the number is none")
        rows = [(*one.record[:3], one.record.value) for one in batch]
        verb = "INSERT OR REPLACE" if self.guarantee is Guarantee.IDEMPOTENT else "INSERT"
        connection = cast("sqlite3.Connection", self._connection)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"{verb} INTO rows VALUES (?, ?, ?, ?)", rows)
        if self.guarantee is Guarantee.TRANSACTIONAL:
            done = [(*place, offset) for place, offset in batch.next_offsets.items()]
            connection.executemany("INSERT OR REPLACE INTO done VALUES (?, ?, ?)", done)
        connection.execute("COMMIT")

    def positions(self) -> Mapping[TopicPartition, int]:
        """What the file remembers."""
        self._check()
        connection = cast("sqlite3.Connection", self._connection)
        rows = connection.execute("SELECT t, p, o FROM done").fetchall()
        return {TopicPartition(topic, partition): offset for topic, partition, offset in rows}

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()


def register() -> None:
    """Add the type `tiny`."""
    sys.modules.setdefault("tiny_sink", sys.modules[__name__])
    types = cast("dict[str, Any]", catalog.HIDDEN)
    types["tiny"] = catalog.ConnectorType("tiny_sink:TinySink", "Rows in a file.")
