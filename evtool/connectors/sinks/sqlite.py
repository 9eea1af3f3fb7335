"""Tables in a SQLite file, with the offsets beside them: exactly once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

from evtool.config import setting
from evtool.connectors.batch import Batch
from evtool.connectors.context import Context
from evtool.connectors.sink import Guarantee, TargetFailure
from evtool.connectors.tables.ddl import ID, repeated_id, statements, unique_id
from evtool.connectors.tables.offsets import Offsets
from evtool.connectors.tables.options import TableOptions
from evtool.connectors.tables.schemas import Schemas
from evtool.connectors.tables.table import Shape, Table
from evtool.connectors.tables.tables import Rows, Tables
from evtool.log.record import TopicPartition
from evtool.schema.tabular.dialect.sqlite import SQLITE


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteSinkConfig(TableOptions):
    """Tables in a SQLite file."""

    path: str = setting(help="The file; it is made where it is not there.")
    unique_id: bool = setting(
        False, help="Keep the first event of each meta.id only, wherever it is in the log."
    )
    patience_seconds: float = setting(
        30.0, help="Wait so long for another process that writes the file."
    )


class SqliteSink:
    """Keeps every event as a row of its stream's table, in one SQLite file."""

    Config: ClassVar[type[SqliteSinkConfig]] = SqliteSinkConfig
    guarantee = Guarantee.TRANSACTIONAL

    def __init__(self, config: SqliteSinkConfig, context: Context | None = None) -> None:
        self._config = config
        self._context = context
        self._path = (context.root if context else Path()) / config.path
        shape = Shape(SQLITE.limit, SQLITE.leaf, SQLITE.stored, config.nested)
        schemas = Schemas.of(context.workspace) if context else Schemas(())
        self._tables = Tables(schemas, shape, config.prefix)
        self._offsets = Offsets(SQLITE, context.name if context else "")
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        """Open the file, and make the table of offsets."""
        with _told(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                self._path, timeout=self._config.patience_seconds, isolation_level=None
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute(self._offsets.create)
        return self

    @property
    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise TargetFailure(f"the file {self._path} is not open")
        return self._connection

    def deliver(self, batch: Batch) -> None:
        """Insert the rows and move the offsets, in one transaction."""
        groups = self._tables.sort(batch)
        with _told(self._path), self._transaction() as connection:
            done = self.positions()
            for group in groups:
                self._prepare(group.table)
                self._insert(connection, group, done)
            connection.executemany(self._offsets.move, self._offsets.rows(batch.next_offsets))
        for group in groups:
            group.table.changed = False

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._open
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.commit()

    def _prepare(self, table: Table) -> None:
        if not table.changed:
            return
        rows = self._open.execute(f"PRAGMA table_info({SQLITE.quote(table.name)})")
        have = {row[1].lower(): row[2] for row in rows}
        for statement in statements(table.name, table.columns, have, SQLITE):
            self._open.execute(statement)
        if self._config.unique_id:
            try:
                self._open.execute(unique_id(table.name, SQLITE))
            except sqlite3.IntegrityError as error:
                raise repeated_id(table.name) from error

    def _insert(
        self, connection: sqlite3.Connection, group: Rows, done: Mapping[TopicPartition, int]
    ) -> None:
        columns = group.table.columns
        marks = ", ".join("?" * len(columns))
        into = f"{SQLITE.quote(group.table.name)} ({SQLITE.names(columns)})"
        ending = f" ON CONFLICT ({ID}) DO NOTHING" if self._config.unique_id else ""
        connection.executemany(f"INSERT INTO {into} VALUES ({marks}){ending}", group.new(done))  # noqa: S608 - names are quoted

    def positions(self) -> Mapping[TopicPartition, int]:
        """The offsets in the file."""
        with _told(self._path):
            rows = self._open.execute(self._offsets.select, (self._offsets.connector,)).fetchall()
        return self._offsets.read(rows)

    def plan(self, streams: Sequence[str]) -> list[str]:
        """The tables as they would be made."""
        found = self._tables.planned(streams, self._context)
        return [SQLITE.create(table.name, table.columns) for table in found]

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the file does not let us do, as a sentence."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise TargetFailure(f"the SQLite file {path} cannot be written: {error}") from error
    except sqlite3.DatabaseError as error:
        hint = "move it away, or name another one with `path`"
        raise TargetFailure(f"{path} is no SQLite file, or damaged: {error}", hint=hint) from error
