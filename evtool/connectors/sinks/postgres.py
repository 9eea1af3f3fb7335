"""Tables in PostgreSQL, with the offsets beside them: exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import psycopg
from psycopg import errors

from evtool.config import Section, setting
from evtool.connectors.batch import Batch
from evtool.connectors.context import Context
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.tables.ddl import repeated_id, statements, unique_id
from evtool.connectors.tables.layout import Layout, shown
from evtool.connectors.tables.offsets import Offsets
from evtool.connectors.tables.options import StateOptions
from evtool.connectors.tables.schemas import Schemas
from evtool.connectors.tables.table import Shape
from evtool.connectors.tables.tables import Rows, Tables
from evtool.log.record import TopicPartition
from evtool.schema.tabular.convert import Row
from evtool.schema.tabular.dialect.postgres import POSTGRES

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('evtool tables'))"
_COLUMNS = (
    "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
    " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped"
)
_OURS = " AND (topic, part) IN (SELECT * FROM unnest(%s::text[], %s::bigint[])) FOR UPDATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresSinkConfig(StateOptions):
    """Tables in PostgreSQL."""

    dsn: str = setting(
        help="Where the database is: postgresql://user:${PASSWORD}@host:5432/name, or"
        " `host=... dbname=...`."
    )
    schema: str = setting("public", help="The schema of the database that the tables are in.")
    unique_id: bool = setting(
        False,
        help="For append: keep the first event of each meta.id only, wherever it is in the log.",
    )
    connect_seconds: int = setting(10, help="Wait at most so long for the server to answer.")
    lock_seconds: int = setting(30, help="Wait at most so long for others to let go of a table.")

    def check(self, section: Section) -> None:
        """Refuse options that mean nothing together.

        Raises:
            ConfigurationError: There are such.
        """
        StateOptions.check(self, section)
        if self.unique_id and self.mode == "state":
            raise section.below("unique_id").error("is for mode append", "state has a `key`")


class PostgresSink:
    """Keeps every event as a row of its stream's table, or the latest of each key."""

    Config: ClassVar[type[PostgresSinkConfig]] = PostgresSinkConfig
    guarantee = Guarantee.TRANSACTIONAL

    def __init__(self, config: PostgresSinkConfig, context: Context | None = None) -> None:
        self._config = config
        self._context = context
        shape = Shape(POSTGRES.limit, POSTGRES.leaf, POSTGRES.stored, config.nested)
        schemas = Schemas.of(context.workspace) if context else Schemas(())
        self._tables = Tables(schemas, shape, config.prefix)
        self._offsets = Offsets(POSTGRES, context.name if context else "", "%s")
        self._connection: Any = None

    def __enter__(self) -> Self:
        """Connect, and make the table of offsets."""
        with _told():
            self._connection = psycopg.connect(
                self._config.dsn,
                autocommit=True,
                connect_timeout=self._config.connect_seconds,
                application_name="evtool",
            )
            path = POSTGRES.quote(self._config.schema)
            for name, value in (
                ("search_path", path),
                ("timezone", "UTC"),
                ("lock_timeout", f"{self._config.lock_seconds}s"),
                ("client_min_messages", "warning"),
            ):
                self._connection.execute("SELECT set_config(%s, %s, false)", (name, value))
            with self._connection.transaction():
                self._connection.execute(_LOCK)
                self._connection.execute(self._offsets.create)
        return self

    @property
    def _open(self) -> Any:
        if self._connection is None:
            raise TargetFailure("the connection to PostgreSQL is not open")
        return self._connection

    def deliver(self, batch: Batch) -> None:
        """Write the rows and move the offsets, in one transaction."""
        groups = self._tables.sort(batch)
        with _told():
            layouts = [Layout.of(group.table, self._config) for group in groups]
            self._prepare(groups, layouts)
            try:
                self._write(batch, groups, layouts, self._copy)
            except errors.UniqueViolation:  # others write here too, or a key of their own is there
                self._write(batch, groups, layouts, self._insert)

    def _write(
        self, batch: Batch, groups: Sequence[Rows], layouts: Sequence[Layout], append: Any
    ) -> None:
        offsets = batch.next_offsets
        with self._open.transaction(), self._open.cursor() as cursor:
            done = self._locked(cursor, list(offsets))
            for group, layout in zip(groups, layouts, strict=True):
                rows = layout.rows(group, done)
                if rows:
                    write = append if layout.version is None else self._merge
                    write(cursor, layout, rows)
            cursor.executemany(self._offsets.move, self._offsets.rows(offsets))

    def _locked(self, cursor: Any, places: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        """How far these partitions are; another process that still writes them has to wait."""
        topics, parts = [one.topic for one in places], [one.partition for one in places]
        what = (self._offsets.connector, topics, parts)
        return self._offsets.read(cursor.execute(self._offsets.select + _OURS, what).fetchall())

    def _prepare(self, groups: Sequence[Rows], layouts: Sequence[Layout]) -> None:
        """Make tables and add columns, one process after the other."""
        changed = [
            (group.table, layout)
            for group, layout in zip(groups, layouts, strict=True)
            if group.table.changed
        ]
        if not changed:
            return
        with self._open.transaction(), self._open.cursor() as cursor:
            cursor.execute(_LOCK)
            for _, layout in changed:
                name = POSTGRES.quote(layout.name)
                have = dict(cursor.execute(_COLUMNS, (name,)).fetchall())
                for text in statements(layout.name, layout.columns, have, POSTGRES, layout.key):
                    cursor.execute(text)
                self._index(cursor, layout.name)
        for table, _ in changed:
            table.changed = False

    def _index(self, cursor: Any, name: str) -> None:
        if not self._config.unique_id:
            return
        try:
            cursor.execute(unique_id(name, POSTGRES))
        except errors.UniqueViolation as error:
            raise repeated_id(name) from error

    @staticmethod
    def _copy(cursor: Any, layout: Layout, rows: Sequence[Row]) -> None:
        """The quickest way in; it ends at the first row that is there."""
        into = f"{POSTGRES.quote(layout.name)} ({POSTGRES.names(layout.columns)})"
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    @staticmethod
    def _insert(cursor: Any, layout: Layout, rows: Sequence[Row]) -> None:
        """Rows that are there stay as they are."""
        cursor.executemany(f"{_into(layout)} ON CONFLICT DO NOTHING", rows)

    @staticmethod
    def _merge(cursor: Any, layout: Layout, rows: Sequence[Row]) -> None:
        """A row changes where the event is not older than it."""
        quote, table = POSTGRES.quote, POSTGRES.quote(layout.name)
        version = quote(layout.version or "")
        changes = ", ".join(f"{quote(one)} = excluded.{quote(one)}" for one in layout.others)
        guard = f"{table}.{version} IS NULL OR excluded.{version} >= {table}.{version}"
        key = POSTGRES.names(layout.key)
        text = f"{_into(layout)} ON CONFLICT ({key}) DO UPDATE SET {changes} WHERE {guard}"
        cursor.executemany(text, rows)

    def positions(self) -> Mapping[TopicPartition, int]:
        """The offsets in the database."""
        with _told():
            cursor = self._open.execute(self._offsets.select, (self._offsets.connector,))
            return self._offsets.read(cursor.fetchall())

    def plan(self, streams: Sequence[str]) -> list[str]:
        """The tables as they would be made."""
        found = self._tables.planned(streams, self._context)
        layouts = [Layout.of(table, self._config) for table in found]
        return [POSTGRES.create(one.name, one.columns, one.key) for one in layouts]

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _into(layout: Layout) -> str:
    marks = ", ".join(["%s"] * len(layout.columns))
    names = POSTGRES.names(layout.columns)
    return f"INSERT INTO {POSTGRES.quote(layout.name)} ({names}) VALUES ({marks})"  # noqa: S608 - names are quoted


@contextmanager
def _told() -> Iterator[None]:
    """What the server says, as a sentence; only values are a matter of records."""
    try:
        yield
    except (errors.DataError, errors.IntegrityError) as error:
        if isinstance(error, errors.UniqueViolation):
            raise RecordFailure(f"PostgreSQL has such a row: {shown(error)}") from error
        raise RecordFailure(f"PostgreSQL refuses a value: {shown(error)}") from error
    except psycopg.ProgrammingError as error:
        hint = "check `dsn`, and that the user may create tables in `schema`"
        raise TargetFailure(f"PostgreSQL refuses us: {shown(error)}", hint=hint) from error
    except psycopg.Error as error:
        raise TargetFailure(
            f"PostgreSQL cannot be reached: {shown(error)}",
            hint="check host, port, user and password in `dsn`, and that the server runs",
        ) from error
    except UnicodeError as error:
        raise RecordFailure(f"a text is no Unicode: {error}") from error
