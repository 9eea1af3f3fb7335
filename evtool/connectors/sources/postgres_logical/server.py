"""The server that changes are read from: its settings, tables, types and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from evtool.connectors.sources.capture.options import split
from evtool.connectors.sources.capture.row import Column, Table
from evtool.connectors.sources.capture.snapshot import Chunk, beyond
from evtool.connectors.sources.postgres_logical.failure import told
from evtool.connectors.sources.postgres_logical.options import PostgresLogicalConfig
from evtool.connectors.sources.postgres_logical.values import KINDS, converted
from evtool.errors import ConfigurationError

_COLUMNS = (
    "SELECT attname, atttypid::int8, NOT attnotnull,"
    " coalesce(col_description(attrelid, attnum), '') FROM pg_attribute"
    " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped"
    " AND attgenerated = '' ORDER BY attnum"
)
_KEY = (
    "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)"
    " WHERE indrelid = to_regclass(%s) AND indisprimary"
    " ORDER BY array_position(indkey::int2[], attnum)"
)
_IDENTITY = "SELECT relreplident::text FROM pg_class WHERE oid = to_regclass(%s)"
_BASE = "SELECT typbasetype::int8 FROM pg_type WHERE oid = %s AND typtype = 'd'"
_SESSION = {
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "IntervalStyle": "iso_8601",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "client_min_messages": "warning",
}


class Server:
    """A connection for everything but the changes."""

    def __init__(self, config: PostgresLogicalConfig) -> None:
        """Connect, and check what cannot work.

        Raises:
            TargetFailure: The server is away, or refuses the password.
            ConfigurationError: A setting of the server does not fit, or a table is missing.
        """
        self._config = config
        self._bases: dict[int, int] = dict.fromkeys(KINDS, 0)
        self._types: dict[str, dict[str, int]] = {}
        self.connection = connected(config)
        try:
            self._check()
            self.tables = [self._table(name) for name in sorted(config.tables)]
        except BaseException:
            self.close()
            raise

    def _check(self) -> None:
        (level,) = self.rows("SHOW wal_level")[0]
        if level != "logical":
            raise ConfigurationError(
                f"wal_level is {level}, and must be logical",
                hint="run `ALTER SYSTEM SET wal_level = logical`, and start the server again",
            )

    def rows(self, statement: Any, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement.

        Raises:
            TargetFailure: The server is away.
            ConfigurationError: It does not allow that.
        """
        with told(self._config.slot):
            cursor = self.connection.execute(statement, tuple(values) or None)
            return cursor.fetchall() if cursor.description else []

    @property
    def identity(self) -> str:
        """What names the database and the slot for ever."""
        system, name = self.rows(
            "SELECT system_identifier::text, current_database() FROM pg_control_system()"
        )[0]
        return f"postgres:{system}/{name}/{self._config.slot}"

    def _table(self, name: str) -> Table:
        address = _address(name).replace("%%", "%")
        found = self.rows(_COLUMNS, [address])
        if not found:
            hint = "check `tables`: `schema.table`, such as public.orders"
            raise ConfigurationError(f"there is no table {name}", hint=hint)
        (identity,) = self.rows(_IDENTITY, [address])[0]
        if identity != "f" and not self._config.partial_rows:
            raise ConfigurationError(
                f"the table {name} does not log what rows were before",
                hint=f"run `ALTER TABLE {address} REPLICA IDENTITY FULL`, or set"
                " `partial_rows: true`",
            )
        self._types[name] = {column: self.base(type_) for column, type_, _, _ in found}
        columns = [
            Column(column, KINDS.get(self._types[name][column], "text"), bool(null), comment)
            for column, _, null, comment in found
        ]
        return Table(name, columns, tuple(row[0] for row in self.rows(_KEY, [address])))

    def base(self, type_: int) -> int:
        """The type below a domain; any other type is its own."""
        if type_ not in self._bases:
            found = self.rows(_BASE, [type_])
            self._bases[type_] = self.base(found[0][0]) if found else 0
        return self._bases[type_] or type_

    def read(self, table: Table, after: Any) -> Chunk:
        """The next rows of a table, in the order of its key; keys are texts of the server."""
        types = self._types[table.name]
        keys = [_quoted(name) for name in table.key]
        condition, values = beyond(keys, after) if after is not None else ("true", [])
        names = ", ".join(_quoted(name) for name in types)
        text = f"SELECT {names} FROM {_address(table.name)} WHERE {condition}"  # noqa: S608 - names are quoted
        text += f" ORDER BY {', '.join(keys)} LIMIT {self._config.chunk_rows}"
        with told(self._config.slot):
            found = _texts(self.connection.execute(sql.SQL(text), values))
        at = [list(types).index(name) for name in table.key]
        rows = [
            {name: converted(value, types[name]) for name, value in zip(types, row, strict=True)}
            for row in found
        ]
        return Chunk(rows, [[row[place] for place in at] for row in found])

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()


def connected(config: PostgresLogicalConfig) -> psycopg.Connection[Any]:
    """A connection whose values are written in one way.

    Raises:
        TargetFailure: The server is away, or refuses the password.
    """
    with told(config.slot):
        made = psycopg.connect(
            config.dsn,
            autocommit=True,
            connect_timeout=config.connect_seconds,
            application_name="evtool",
        )
        for name, value in _SESSION.items():
            made.execute("SELECT set_config(%s, %s, false)", (name, value))
    return made


def _texts(cursor: psycopg.Cursor[Any]) -> list[list[str | None]]:
    """All values as the server wrote them: the same texts as in the log."""
    result = cursor.pgresult
    if result is None:
        return []
    wide = range(result.nfields)
    found = [[result.get_value(row, at) for at in wide] for row in range(result.ntuples)]
    return [[None if one is None else bytes(one).decode() for one in row] for row in found]


def _quoted(name: str) -> str:
    """A name in a statement that has parameters."""
    return '"' + name.replace('"', '""').replace("%", "%%") + '"'


def _address(name: str) -> str:
    return ".".join(_quoted(one) for one in split(name))
