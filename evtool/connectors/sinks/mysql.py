"""Tables in MySQL or MariaDB, with the offsets beside them: exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import pymysql
from pymysql import err

from evtool.config import setting
from evtool.connectors.batch import Batch
from evtool.connectors.context import Context
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.tables.ddl import statements
from evtool.connectors.tables.layout import Layout
from evtool.connectors.tables.offsets import Offsets
from evtool.connectors.tables.options import StateOptions
from evtool.connectors.tables.schemas import Schemas
from evtool.connectors.tables.table import Shape
from evtool.connectors.tables.tables import Rows, Tables
from evtool.log.record import TopicPartition
from evtool.schema.tabular.dialect.mysql import MYSQL

_COLUMNS = (
    "SELECT column_name, column_type FROM information_schema.columns"
    " WHERE table_schema = DATABASE() AND table_name = %s"
)
_MODE = "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION"
_OF_VALUES = frozenset({1153, 1264, 1265, 1292, 1366, 1406, 3140, 3819, 4025})
"""Codes about what is written: too large, out of range, no such text, no JSON, a check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MysqlSinkConfig(StateOptions):
    """Tables in MySQL or MariaDB."""

    database: str = setting(help="The database that the tables are in.")
    host: str = setting("127.0.0.1", help="The host of the server.")
    port: int = setting(3306, help="The port of the server.")
    socket: str = setting("", help="The socket of the server, in place of host and port.")
    user: str = setting("evtool", help="The user.")
    password: str = setting("", help="Its password: ${NAME} takes it from the environment.")
    connect_seconds: int = setting(10, help="Wait at most so long for the server to answer.")
    lock_seconds: int = setting(30, help="Wait at most so long for others to let go of a table.")


class MysqlSink:
    """Keeps every event as a row of its stream's table, or the latest of each key."""

    Config: ClassVar[type[MysqlSinkConfig]] = MysqlSinkConfig
    guarantee = Guarantee.TRANSACTIONAL

    def __init__(self, config: MysqlSinkConfig, context: Context | None = None) -> None:
        self._config = config
        self._context = context
        shape = Shape(MYSQL.limit, MYSQL.leaf, MYSQL.stored, config.nested)
        schemas = Schemas.of(context.workspace) if context else Schemas(())
        self._tables = Tables(schemas, shape, config.prefix)
        self._offsets = Offsets(MYSQL, context.name if context else "", "%s")
        self._connection: Any = None

    def __enter__(self) -> Self:
        """Connect, and make the table of offsets."""
        config = self._config
        where = config.socket or f"{config.host}:{config.port}"
        with _told(f"{config.user}@{where}/{config.database}"):
            self._connection = pymysql.connect(
                host=config.host,
                port=config.port,
                unix_socket=config.socket or None,
                user=config.user,
                password=config.password,
                database=config.database,
                charset="utf8mb4",
                connect_timeout=config.connect_seconds,
                init_command=f"SET sql_mode = '{_MODE}', time_zone = '+00:00'",
            )
            with self._locked() as cursor:
                cursor.execute(self._offsets.create)
        return self

    @property
    def _open(self) -> Any:
        if self._connection is None:
            raise TargetFailure("the connection to MySQL is not open")
        return self._connection

    @contextmanager
    def _locked(self) -> Iterator[Any]:
        """One process after the other makes tables and adds columns."""
        name = f"evtool {self._config.database}"[:64]
        with self._open.cursor() as cursor:
            cursor.execute("SELECT GET_LOCK(%s, %s)", (name, self._config.lock_seconds))
            if cursor.fetchone() != (1,):
                raise TargetFailure("another process is changing tables for too long")
            try:
                yield cursor
            finally:
                cursor.execute("SELECT RELEASE_LOCK(%s)", (name,))

    def deliver(self, batch: Batch) -> None:
        """Write the rows and move the offsets, in one transaction."""
        groups = self._tables.sort(batch)
        layouts = [Layout.of(group.table, self._config) for group in groups]
        with _told(self._config.database):
            self._prepare(groups, layouts)
            with self._transaction() as cursor:
                done = self._ours(cursor, list(batch.next_offsets))
                for group, layout in zip(groups, layouts, strict=True):
                    self._write(cursor, group, layout, done)
                moves = self._offsets.rows(batch.next_offsets)
                if moves:
                    cursor.executemany(self._offsets.move, moves)

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        connection = self._open
        connection.begin()
        try:
            with connection.cursor() as cursor:
                yield cursor
        except BaseException:
            if connection.open:
                connection.rollback()
            raise
        connection.commit()

    def _prepare(self, groups: Sequence[Rows], layouts: Sequence[Layout]) -> None:
        """Statements that change tables commit by themselves: they come before the data."""
        pairs = zip(groups, layouts, strict=True)
        changed = [(one.table, layout) for one, layout in pairs if one.table.changed]
        if not changed:
            return
        with self._locked() as cursor:
            for _, layout in changed:
                cursor.execute(_COLUMNS, (layout.name,))
                have = {name.lower(): _text(kind) for name, kind in cursor.fetchall()}
                for text in statements(layout.name, layout.columns, have, MYSQL, layout.key):
                    cursor.execute(text)
        for table, _ in changed:
            table.changed = False

    @staticmethod
    def _write(
        cursor: Any, group: Rows, layout: Layout, done: Mapping[TopicPartition, int]
    ) -> None:
        """Statements of many rows each; a key that is there stays, or gives way by version."""
        rows = layout.rows(group, done)
        marks = f"({', '.join(['%s'] * len(layout.columns))})"
        into = f"INSERT INTO {MYSQL.quote(layout.name)} ({MYSQL.names(layout.columns)})"
        if rows:  # the library makes statements of at most a megabyte of them
            cursor.executemany(f"{into} VALUES {marks}{_ending(layout)}", rows)

    def _ours(self, cursor: Any, places: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        """How far these partitions are; another process that still writes them has to wait."""
        if not places:
            return {}
        marks = ", ".join(["(%s, %s)"] * len(places))
        values = [value for place in places for value in place]
        which = f"{self._offsets.select} AND (topic, part) IN ({marks}) FOR UPDATE"
        cursor.execute(which, (self._offsets.connector, *values))
        return self._offsets.read(cursor.fetchall())

    def positions(self) -> Mapping[TopicPartition, int]:
        """The offsets in the database."""
        with _told(self._config.database), self._transaction() as cursor:
            cursor.execute(self._offsets.select, (self._offsets.connector,))
            return self._offsets.read(cursor.fetchall())

    def plan(self, streams: Sequence[str]) -> list[str]:
        """The tables as they would be made."""
        found = self._tables.planned(streams, self._context)
        layouts = [Layout.of(table, self._config) for table in found]
        return [MYSQL.create(one.name, one.columns, one.key) for one in layouts]

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        if self._connection is not None and self._connection.open:
            self._connection.close()
        self._connection = None


def _ending(layout: Layout) -> str:
    """What happens to a row whose key is there."""
    quote = MYSQL.quote
    if layout.version is None:
        key = quote(layout.key[0])
        return f" ON DUPLICATE KEY UPDATE {key} = {key}"
    version = quote(layout.version)
    newer = f"{version} IS NULL OR VALUES({version}) >= {version}"
    changes = (
        f"{quote(one)} = IF({newer}, VALUES({quote(one)}), {quote(one)})" for one in layout.others
    )
    return f" ON DUPLICATE KEY UPDATE {', '.join(changes)}"


def _text(value: Any) -> str:
    """MySQL has the types of columns as bytes."""
    return value.decode() if isinstance(value, bytes) else str(value)


@contextmanager
def _told(where: str) -> Iterator[None]:
    """What the server says, as a sentence; only values are a matter of records."""
    try:
        yield
    except (err.DataError, err.IntegrityError) as error:
        raise RecordFailure(f"MySQL refuses a value: {_said(error)}") from error
    except err.OperationalError as error:
        if error.args and error.args[0] in _OF_VALUES:
            raise RecordFailure(f"MySQL refuses a value: {_said(error)}") from error
        raise _away(where, error) from error
    except (err.ProgrammingError, err.NotSupportedError) as error:
        hint = "check `database`, and that the user may create tables in it"
        raise TargetFailure(f"MySQL refuses us ({where}): {_said(error)}", hint=hint) from error
    except (err.Error, OSError) as error:
        raise _away(where, error) from error
    except UnicodeError as error:
        raise RecordFailure(f"a text is no Unicode: {error}") from error


def _away(where: str, error: BaseException) -> TargetFailure:
    return TargetFailure(
        f"MySQL cannot be reached ({where}): {_said(error)}",
        hint="check host, port, user and password, and that the server runs",
    )


def _said(error: BaseException) -> str:
    return str(error.args[-1] if error.args else error).strip().partition("\n")[0]
