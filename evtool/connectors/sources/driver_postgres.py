"""PostgreSQL for sources of rows."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from psycopg import errors
from psycopg.types.string import TextLoader

from evtool.connectors.secrets import without_user
from evtool.connectors.sources.database import Kind, Rows, absent, away
from evtool.connectors.tables.layout import shown

_CONNECT_SECONDS = 10
_STATEMENT_MS = 60_000
_JSON = frozenset({114, 3802})
"""The types json and jsonb."""


class PostgresDriver:
    """One connection; transactions begin by themselves. JSON stays text."""

    kind: Kind = "postgres"
    mark = "%s"
    lock = " FOR UPDATE SKIP LOCKED"

    def __init__(self, url: str) -> None:
        self._where = without_user(url).partition("?")[0]
        with self._told():
            self._connection = psycopg.connect(
                url, connect_timeout=_CONNECT_SECONDS, application_name="evtool"
            )
            for name in ("json", "jsonb"):
                self._connection.adapters.register_loader(name, TextLoader)
            settings = [("timezone", "UTC"), ("statement_timeout", str(_STATEMENT_MS))]
            for name, value in settings:
                self._connection.execute("SELECT set_config(%s, %s, false)", (name, value))
            self._connection.commit()

    def run(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        """See `Driver`."""
        with self._told():
            cursor = self._connection.execute(statement.encode(), list(values))
            if cursor.description is None:
                return Rows()
            about = cursor.description
            json = frozenset(at for at, one in enumerate(about) if one.type_code in _JSON)
            return Rows(tuple(one.name for one in about), cursor.fetchall(), json)

    def commit(self) -> None:
        """See `Driver`."""
        with self._told():
            self._connection.commit()

    def rollback(self) -> None:
        """See `Driver`."""
        with contextlib.suppress(psycopg.Error):
            self._connection.rollback()

    def close(self) -> None:
        """See `Driver`."""
        self._connection.close()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (errors.UndefinedTable, errors.UndefinedColumn, errors.DatatypeMismatch,
                errors.UndefinedFunction) as error:  # fmt: skip
            raise absent(f"{self._where}: {shown(error)}") from error
        except psycopg.Error as error:
            raise away(self._where, shown(error)) from error
