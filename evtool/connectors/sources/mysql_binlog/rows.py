"""Rows of the library's events as JSON, and events whose rows cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pymysqlreplication.event import NotImplementedEvent
from pymysqlreplication.row_event import PartialUpdateRowsEvent, UpdateRowsEvent, WriteRowsEvent

from evtool.connectors.sources.capture.progress import ANEW
from evtool.connectors.sources.capture.row import Operation, Row
from evtool.connectors.sources.mysql_binlog.values import logged
from evtool.errors import ConfigurationError

_UNREADABLE = frozenset({40, *range(165, 172)})
"""Codes of compressed transactions of MySQL, and of compressed rows and statements of MariaDB."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The primary keys of tables: of the log where it has them, else as they are now."""

    known: Mapping[str, tuple[str, ...]]
    mariadb: bool

    def of(self, table: str, logged_key: Any) -> tuple[str, ...]:
        """The columns of the key of a table."""
        if not logged_key:
            return self.known.get(table, ())
        return (logged_key,) if isinstance(logged_key, str) else tuple(logged_key)


def images(
    event: Any, row: Mapping[str, Any], columns: Mapping[str, Any]
) -> tuple[Operation, Row | None, Row | None]:
    """What happened to a row of an event, and the row before and after it.

    Raises:
        ConfigurationError: The log has a part of it only.
    """
    if isinstance(event, UpdateRowsEvent):
        before = _values(row["before_values"], row["before_none_sources"], columns)
        return "update", before, _values(row["after_values"], row["after_none_sources"], columns)
    only = _values(row["values"], row["none_sources"], columns)
    return ("insert", None, only) if isinstance(event, WriteRowsEvent) else ("delete", only, None)


def _values(row: Mapping[str, Any], absent: Mapping[str, str], columns: Mapping[str, Any]) -> Row:
    """A row as JSON.

    Raises:
        ConfigurationError: The log has a part of it only.
    """
    if "cols bitmap" in absent.values():
        raise ConfigurationError(
            "the log has parts of rows only",
            hint=f"set binlog_row_image = FULL in all sessions; then {ANEW}",
        )
    return {name: logged(value, columns[name], absent.get(name)) for name, value in row.items()}


def refuse_unreadable(event: Any) -> None:
    """Rows that the library passes over would be lost in silence.

    Raises:
        ConfigurationError: There may be some in the event.
    """
    unknown = isinstance(event, NotImplementedEvent) and event.event_type in _UNREADABLE
    if unknown or isinstance(event, PartialUpdateRowsEvent):
        raise ConfigurationError(
            "the log is compressed, or has parts of JSON values only",
            hint="set log_bin_compress (MariaDB) or binlog_transaction_compression (MySQL) to OFF,"
            f" and binlog_row_value_options to ''; then {ANEW}",
        )
