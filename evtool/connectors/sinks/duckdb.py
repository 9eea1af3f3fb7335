"""Tables in a DuckDB file, with the offsets beside them: exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import duckdb
import pyarrow  # noqa: F401 - the rows come as Arrow: to know at load that it is there

from evtool.config import setting
from evtool.connectors.batch import Batch
from evtool.connectors.context import Context
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.tables.arrow import arrow_table
from evtool.connectors.tables.ddl import statements
from evtool.connectors.tables.offsets import Offsets
from evtool.connectors.tables.options import TableOptions
from evtool.connectors.tables.schemas import Schemas
from evtool.connectors.tables.table import Shape, Table
from evtool.connectors.tables.tables import Rows, Tables
from evtool.log.record import TopicPartition
from evtool.schema.tabular.dialect.arrow import arrow_leaf
from evtool.schema.tabular.dialect.duckdb import DUCKDB
from evtool.streams.collection import paused_collection

_COLUMNS = (
    "SELECT lower(column_name), data_type FROM duckdb_columns()"
    " WHERE table_name = ? AND NOT internal AND database_name = current_database()"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuckdbSinkConfig(TableOptions):
    """Tables in a DuckDB file."""

    path: str = setting(help="The file; it is made where it is not there.")
    memory: str = setting("512MB", help="At most so much memory for DuckDB.")
    threads: int = setting(1, help="So many threads for DuckDB.")


class DuckdbSink:
    """Keeps every event as a row of its stream's table, in one DuckDB file.

    The file belongs to the connector while it runs: no other process can open it.
    """

    Config: ClassVar[type[DuckdbSinkConfig]] = DuckdbSinkConfig
    guarantee = Guarantee.TRANSACTIONAL

    def __init__(self, config: DuckdbSinkConfig, context: Context | None = None) -> None:
        self._config = config
        self._context = context
        self._path = (context.root if context else Path()) / config.path
        shape = Shape(DUCKDB.limit, arrow_leaf, DUCKDB.stored, config.nested)
        schemas = Schemas.of(context.workspace) if context else Schemas(())
        self._tables = Tables(schemas, shape, config.prefix)
        self._offsets = Offsets(DUCKDB, context.name if context else "")
        self._connection: Any = None
        self._next: dict[TopicPartition, int] = {}

    def __enter__(self) -> Self:
        """Open the file, and make the table of offsets."""
        how: dict[str, Any] = {"memory_limit": self._config.memory, "threads": self._config.threads}
        with _told(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = duckdb.connect(str(self._path), config=how)
            self._connection.execute(self._offsets.create)
        self._next = dict(self.positions())  # nobody else moves them while we have the file
        return self

    @property
    def _open(self) -> Any:
        if self._connection is None:
            raise TargetFailure(f"the file {self._path} is not open")
        return self._connection

    def deliver(self, batch: Batch) -> None:
        """Insert the rows and move the offsets, in one transaction."""
        groups = self._tables.sort(batch)
        with _told(self._path), paused_collection(), self._transaction() as connection:
            for group in groups:
                self._prepare(group.table)
                self._insert(group, self._next)
            self._move(connection, batch.next_offsets)
        self._next.update(batch.next_offsets)
        for group in groups:
            group.table.changed = False

    def _move(self, connection: Any, offsets: Mapping[TopicPartition, int]) -> None:
        """Move the offsets; an update takes DuckDB a fifth of what an insert with a key does."""
        for place, offset in offsets.items():
            if place in self._next:
                values = (offset, self._offsets.connector, *place)
                connection.execute(self._offsets.update, values)
            else:
                (row,) = self._offsets.rows({place: offset})
                connection.execute(self._offsets.move, row)

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        connection = self._open
        connection.begin()
        try:
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.commit()

    def _prepare(self, table: Table) -> None:
        if not table.changed:
            return
        have = dict(self._open.execute(_COLUMNS, [table.name]).fetchall())
        for statement in statements(table.name, table.columns, have, DUCKDB):
            self._open.execute(statement)

    def _insert(self, group: Rows, done: Mapping[TopicPartition, int]) -> None:
        columns, values = group.table.columns, group.new_columns(done)
        if not values[0]:
            return
        names = DUCKDB.names(columns)
        self._open.register("_evtool_batch", arrow_table(columns, values))
        into = f"{DUCKDB.quote(group.table.name)} ({names})"
        self._open.execute(f"INSERT INTO {into} SELECT {names} FROM _evtool_batch")  # noqa: S608 - names are quoted
        self._open.unregister("_evtool_batch")

    def positions(self) -> Mapping[TopicPartition, int]:
        """The offsets in the file."""
        with _told(self._path):
            rows = self._open.execute(self._offsets.select, [self._offsets.connector]).fetchall()
        return self._offsets.read(rows)

    def plan(self, streams: Sequence[str]) -> list[str]:
        """The tables as they would be made."""
        found = self._tables.planned(streams, self._context)
        return [DUCKDB.create(table.name, table.columns) for table in found]

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
    except (duckdb.ConversionException, duckdb.InvalidInputException) as error:
        raise RecordFailure(f"DuckDB refuses a value: {_line(error)}") from error
    except duckdb.IOException as error:
        hint = "one process can have it open: end the other, or read a copy"
        raise TargetFailure(
            f"the DuckDB file {path} cannot be opened or written: {_line(error)}", hint=hint
        ) from error
    except (duckdb.Error, OSError) as error:
        raise TargetFailure(f"the DuckDB file {path} cannot be written: {_line(error)}") from error


def _line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
