"""The server that changes are read from: its settings, tables, rows, and where its log ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pymysql
from pymysql import err

from evtool.connectors.failure import TargetFailure
from evtool.connectors.sources.capture.options import split
from evtool.connectors.sources.capture.row import Column, Table
from evtool.connectors.sources.capture.snapshot import Chunk, beyond
from evtool.connectors.sources.mysql_binlog.failure import told
from evtool.connectors.sources.mysql_binlog.options import MysqlBinlogConfig
from evtool.connectors.sources.mysql_binlog.values import KINDS, key_json, key_value, selected
from evtool.errors import ConfigurationError

_SETTINGS = (
    ("log_bin", "ON", "set `log_bin` in the server's configuration, and start it again"),
    ("binlog_format", "ROW", "run `SET GLOBAL binlog_format = 'ROW'`, and let clients reconnect"),
    ("binlog_row_metadata", "FULL", "run `SET GLOBAL binlog_row_metadata = 'FULL'`"),
    ("binlog_row_image", "FULL", "run `SET GLOBAL binlog_row_image = 'FULL'`"),
)
_NOT = {
    "log_bin_compress": ("ON", "OFF"),
    "binlog_transaction_compression": ("ON", "OFF"),
    "binlog_row_value_options": ("PARTIAL_JSON", ""),
}
"""Settings of one kind of server only, each with what makes rows unreadable, and the repair."""
_COLUMNS = (
    "SELECT column_name, data_type, is_nullable = 'YES', column_comment, column_key = 'PRI'"
    " FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
    " ORDER BY ordinal_position"
)
_KEY = (
    "SELECT column_name FROM information_schema.key_column_usage WHERE table_schema = %s"
    " AND table_name = %s AND constraint_name = 'PRIMARY' ORDER BY ordinal_position"
)


class Server:
    """A connection for everything but the log itself."""

    def __init__(self, config: MysqlBinlogConfig) -> None:
        """Connect, and check what cannot work.

        Raises:
            TargetFailure: The server is away, or refuses the password.
            ConfigurationError: A setting of the server does not fit, or a table is missing.
        """
        self._config = config
        self._types: dict[str, dict[str, str]] = {}
        with told(config.where):
            self._connection = pymysql.connect(**settings(config), autocommit=True)
        try:
            self._variables = dict(self.rows("SHOW GLOBAL VARIABLES"))
            self.mariadb = "mariadb" in self._variables["version"].lower()
            self._check()
            self.tables = [self._table(name) for name in sorted(config.tables)]
        except BaseException:
            self.close()
            raise

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement.

        Raises:
            TargetFailure: The server is away.
            ConfigurationError: It does not allow that.
        """
        with told(self._config.where), self._connection.cursor() as cursor:
            cursor.execute(statement, tuple(values))
            return list(cursor.fetchall())

    def _check(self) -> None:
        """Settings under which changes, or the names of columns, would be missing."""
        for name, wanted, repair in _SETTINGS:
            found = self._variables.get(name)
            if found is None:
                raise ConfigurationError(
                    f"the server has no {name}",
                    hint="it is too old: MariaDB 10.5, or MySQL 8.0.14, is the first to have it",
                )
            if found.upper() not in {wanted, "1"}:
                raise ConfigurationError(f"{name} is {found}, and must be {wanted}", hint=repair)
        for name, (unfit, wanted) in _NOT.items():
            if self._variables.get(name, "").upper() == unfit:
                raise ConfigurationError(
                    f"{name} is {unfit}: such rows cannot be read",
                    hint=f"run `SET GLOBAL {name} = '{wanted}'`",
                )
        if self._config.positions == "gtid" and not self.gtids:
            hint = "set `gtid_mode = ON` in the server, or `positions: file`"
            raise ConfigurationError("the server writes no GTIDs", hint=hint)

    @property
    def gtids(self) -> bool:
        """Whether positions are GTIDs."""
        if self._config.positions == "file":
            return False
        return self.mariadb or self._variables.get("gtid_mode", "OFF").upper() == "ON"

    @property
    def identity(self) -> str:
        """What names the data of the server for ever."""
        config = self._config
        address = config.socket or f"{config.host}:{config.port}"
        own = self._variables.get("server_uuid") or f"{address}/{self._variables['server_id']}"
        return f"mysql:{config.server or own}"

    def _table(self, name: str) -> Table:
        found = self.rows(_COLUMNS, split(name))
        if not found:
            hint = "check `tables`, and that the user may SELECT from it"
            raise ConfigurationError(f"there is no table {name}", hint=hint)
        types = {column: str(type_).lower() for column, type_, *_ in found}
        self._types[name] = types
        columns = [
            Column(column, KINDS.get(types[column], "text"), bool(null), comment)
            for column, _, null, comment, _ in found
        ]
        return Table(name, columns, tuple(row[0] for row in self.rows(_KEY, split(name))))

    def end(self) -> tuple[dict[str, Any], str, int]:
        """The end of the log, as position, and as file and offset.

        Every transaction before it can be seen by whoever reads rows from now on.

        Raises:
            ConfigurationError: The right to ask for it is missing.
        """
        file, offset = self._consistent_end()
        if not self.gtids:
            return {"file": file, "offset": offset}, file, offset
        if self.mariadb:
            (gtid,) = self.rows("SELECT BINLOG_GTID_POS(%s, %s)", (file, offset))[0]
        else:  # a GTID is in here only after its transaction can be seen
            (gtid,) = self.rows("SELECT @@GLOBAL.gtid_executed")[0]
            if not gtid:
                raise ConfigurationError("the server has no transaction yet", hint="make one")
        return {"gtid": str(gtid or "").replace("\n", "")}, file, offset

    def _consistent_end(self) -> tuple[str, int]:
        """A transaction is in the log shortly before it can be seen: that must not come between."""
        if self.mariadb:
            self.rows("START TRANSACTION WITH CONSISTENT SNAPSHOT")
            found = dict(self.rows("SHOW STATUS LIKE 'binlog_snapshot_%%'"))
            self.rows("COMMIT")
            return found["Binlog_snapshot_file"], int(found["Binlog_snapshot_position"])
        if not self.gtids:
            self.rows("FLUSH TABLES WITH READ LOCK")
        try:
            file, offset, *_ = self._status()
        finally:
            if not self.gtids:
                self.rows("UNLOCK TABLES")
        return file, int(offset)

    def _status(self) -> tuple[Any, ...]:
        try:
            found = self.rows("SHOW BINARY LOG STATUS")
        except (ConfigurationError, TargetFailure) as error:
            if not isinstance(error.__cause__, err.ProgrammingError):
                raise
            found = self.rows("SHOW MASTER STATUS")
        return found[0]

    def read(self, table: Table, after: Any) -> Chunk:
        """The next rows of a table, in the order of its key."""
        types = self._types[table.name]
        names = list(types)
        chosen = ", ".join(_chosen(name, types[name]) for name in names)
        keys = [quote(name) for name in table.key]
        text = f"SELECT {', '.join(keys)}, {chosen} FROM {'.'.join(map(quote, split(table.name)))}"  # noqa: S608 - names are quoted
        values: list[Any] = []
        if after is not None:
            condition, values = beyond(keys, [key_value(one) for one in after])
            text += f" WHERE {condition}"
        text += f" ORDER BY {', '.join(keys)} LIMIT {self._config.chunk_rows}"
        found, wide = self.rows(text, values), len(keys)
        rows = [
            {
                name: selected(value, types[name])
                for name, value in zip(names, row[wide:], strict=True)
            }
            for row in found
        ]
        return Chunk(rows, [[key_json(value) for value in row[:wide]] for row in found])

    def bytes_after(self, file: str, offset: int) -> int:
        """How much of the log comes after a place."""
        sizes = [(str(row[0]), int(row[1])) for row in self.rows("SHOW BINARY LOGS")]
        behind = sum(size for name, size in sizes if name >= file)
        return max(0, behind - offset) if file else 0

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection.open:
            self._connection.close()


def settings(config: MysqlBinlogConfig) -> Mapping[str, Any]:
    """How the library connects."""
    return {
        "host": config.host,
        "port": config.port,
        "unix_socket": config.socket or None,
        "user": config.user,
        "password": config.password,
        "charset": "utf8mb4",
        "connect_timeout": config.connect_seconds,
        "read_timeout": 300,
        "init_command": "SET time_zone = '+00:00'",
    }


def quote(name: str) -> str:
    """A name in a statement."""
    return "`" + name.replace("`", "``").replace("%", "%%") + "`"


def _chosen(name: str, type_: str) -> str:
    """A column in a SELECT, so that its value is that of the log."""
    if type_ == "float":
        return f"{quote(name)} + 0e0"  # else the server rounds it to six digits
    return f"CAST({quote(name)} AS BINARY)" if type_ in {"uuid", "inet6", "inet4"} else quote(name)
