"""The binary log as rows and ends of transactions; with `rows` what knows the library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pymysql
from pymysql import err
from pymysqlreplication import BinLogStreamReader
from pymysqlreplication.event import (
    GtidEvent,
    HeartbeatLogEvent,
    MariadbGtidEvent,
    NotImplementedEvent,
    QueryEvent,
    XAPrepareEvent,
    XidEvent,
)
from pymysqlreplication.row_event import (
    DeleteRowsEvent,
    PartialUpdateRowsEvent,
    UpdateRowsEvent,
    WriteRowsEvent,
)

from evtool.connectors.failure import TargetFailure
from evtool.connectors.sources.capture.options import split
from evtool.connectors.sources.capture.progress import ANEW
from evtool.connectors.sources.capture.row import Read, RowChange
from evtool.connectors.sources.mysql_binlog.failure import told
from evtool.connectors.sources.mysql_binlog.options import MysqlBinlogConfig
from evtool.connectors.sources.mysql_binlog.position import Place, sequence
from evtool.connectors.sources.mysql_binlog.rows import Keys, images, refuse_unreadable
from evtool.connectors.sources.mysql_binlog.server import settings
from evtool.connectors.sources.values import moment
from evtool.errors import ConfigurationError

_ROWS = (WriteRowsEvent, UpdateRowsEvent, DeleteRowsEvent)
_STANDALONE = 1
"""The flag of a GTID of a MariaDB: one statement follows, which nothing commits."""
_EVENTS = [*_ROWS, GtidEvent, MariadbGtidEvent, HeartbeatLogEvent, QueryEvent, XidEvent]
_BEGINS = re.compile(r"\s*(BEGIN|XA\s+START)\b", re.IGNORECASE)
_ENDS = re.compile(r"\s*(XA\s+)?(COMMIT|ROLLBACK(?!\s+TO))\b", re.IGNORECASE)
_BY_STATEMENT = re.compile(
    r"\s*(/\*.*?\*/\s*)*(INSERT|UPDATE|DELETE|REPLACE|LOAD)\b", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a transaction; `log` is the place after it."""

    log: dict[str, Any]


class BinlogReader:
    """Follows the log from a place."""

    def __init__(self, config: MysqlBinlogConfig, replica: int, place: Place, keys: Keys) -> None:
        """Make ready to read; `keys` are the primary keys of the tables."""
        self._config, self._place, self._keys = config, place, keys
        self._mariadb = keys.mariadb
        self._gtid: str | None = None
        self._file: str | None = None
        self._inside = False
        self._counts: dict[str, int] = {}
        self._connections = 0
        by_gtid = place.gtid is not None
        pairs = [split(name) for name in config.tables]
        self._stream: Any = BinLogStreamReader(
            connection_settings=dict(settings(config)),
            server_id=replica,
            blocking=True,
            resume_stream=True,
            log_file=None if by_gtid else place.file,
            log_pos=None if by_gtid else place.offset,
            auto_position=place.gtid,
            is_mariadb=by_gtid and self._mariadb,
            slave_heartbeat=1,
            freeze_schema=True,  # by number of table: ALTER TABLE gives another one
            only_events=[*_EVENTS, XAPrepareEvent, PartialUpdateRowsEvent, NotImplementedEvent],
            filter_non_implemented_events=False,
            only_schemas=sorted({schema for schema, _ in pairs}),
            only_tables=sorted({table for _, table in pairs}),
            pymysql_wrapper=self._connect,
            enable_logging=False,
        )

    def _connect(self, **how: Any) -> Any:
        """One connection for the log and one for names; the library would go on by itself.

        It does not know where a transaction began: after a break the runner opens us anew.
        """
        self._connections += 1
        if self._connections > 2:
            raise err.OperationalError(2013, "the connection was lost")
        how["database"] = how.pop("db", None)
        return pymysql.connect(**how)

    @property
    def at(self) -> tuple[str, int]:
        """File and offset of what was read last."""
        return str(self._stream.log_file or ""), int(self._stream.log_pos or 0)

    def items(self) -> Iterator[Read | Ended | None]:
        """Rows and ends of transactions; None: there is nothing new for a second.

        Raises:
            TargetFailure: The server is away.
            ConfigurationError: The place is gone; a row was changed by a statement.
        """
        while True:
            with told(self._config.where):
                event = self._stream.fetchone()
            if event is None:
                raise TargetFailure("MySQL ended the connection: it stops, or was told to")
            self._forget_tables()
            refuse_unreadable(event)
            if isinstance(event, HeartbeatLogEvent):
                yield None
            elif isinstance(event, NotImplementedEvent):
                continue
            elif isinstance(event, _ROWS):
                yield from self._rows(event)
            elif isinstance(event, (GtidEvent, MariadbGtidEvent)):
                self._gtid = str(event.gtid)
                self._inside = not getattr(event, "flags", _STANDALONE) & _STANDALONE
            elif self._ends(event):
                self._place.add(self._gtid, *self.at)
                self._gtid, self._counts, self._inside = None, {}, False
                yield Ended(self._place.json())

    def _forget_tables(self) -> None:
        """A server that was started again counts tables anew, and begins another file.

        What comes first in a file is the beginning of a transaction, before all tables.
        """
        if self._stream.log_file != self._file:
            self._file = self._stream.log_file
            self._stream.table_map = {}

    def _ends(self, event: Any) -> bool:
        """Whether a transaction ends here; outside of one, a statement is one itself."""
        if not isinstance(event, QueryEvent):
            return True
        text = str(event.query)
        self._refuse_statement(text)
        if _BEGINS.match(text):
            self._inside = True
            return False
        return not self._inside or _ENDS.match(text) is not None

    def _refuse_statement(self, text: str) -> None:
        names = [split(name)[1] for name in self._config.tables]
        if _BY_STATEMENT.match(text) and any(name in text for name in names):
            raise ConfigurationError(
                f"rows were changed by a statement, not row by row: {text[:80]!r}",
                hint=f"set binlog_format = ROW in all sessions; then {ANEW}",
            )

    def _rows(self, event: Any) -> Iterator[Read]:
        name = f"{event.schema}.{event.table}"
        if name not in self._config.tables:
            return
        with told(self._config.where):
            found = event.rows
            columns = {column.name: column for column in event.columns}
            changes = [images(event, row, columns) for row in found]
        file, offset = self.at
        at, size = moment(event.timestamp), event.event_size // max(1, len(found))
        for operation, before, after in changes:
            number = self._counts[name] = self._counts.get(name, 0) + 1
            order = self._counts[""] = self._counts.get("", 0) + 1
            place = {"connector": "mysql", "db": event.schema, "file": file, "pos": offset}
            place |= {"gtid": self._gtid} if self._gtid else {}
            change = RowChange(
                *(name, operation, before, after, self._keys.of(name, event.primary_key), at),
                sequence(self._gtid if self._place.gtid is not None else None, file, offset, order),
                place,
            )
            yield Read(change, self._identity(name, number), size)

    def _identity(self, table: str, number: int) -> list[Any]:
        """By GTID it is the same on each server; else by where the transaction begins."""
        if self._place.gtid is not None and self._gtid is not None:
            return [self._gtid, table, number]
        return [self._place.file, self._place.offset, table, number]

    def close(self) -> None:
        """Let go of the connections."""
        self._stream.close()
