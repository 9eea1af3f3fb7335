"""MySQL and MariaDB for sources of rows."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pymysql
from pymysql import err
from pymysql.constants import FIELD_TYPE

from evtool.connectors.secrets import without_user
from evtool.connectors.sources.database import Kind, Rows, absent, away

_CONNECT_SECONDS = 10
_ANSWER_SECONDS = 60
_ABSENT = frozenset({1054, 1146})
"""Codes: no such column, no such table."""

_NUMBERS = re.compile(r"(\d+)\.(\d+)")


class MysqlDriver:
    """One connection; transactions begin by themselves, and see what is committed."""

    kind: Kind = "mysql"
    mark = "%s"

    def __init__(self, url: str) -> None:
        self._where = without_user(url).partition("?")[0]
        parts = urlsplit(url)
        with self._told():
            self._connection = pymysql.connect(
                host=parts.hostname or "127.0.0.1",
                port=parts.port or 3306,
                unix_socket=parse_qs(parts.query).get("socket", [None])[0],
                user=unquote(parts.username or ""),
                password=unquote(parts.password or ""),
                database=unquote(parts.path.strip("/")),
                charset="utf8mb4",
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=_ANSWER_SECONDS,
                init_command="SET time_zone = '+00:00'",
            )
            # A gap lock would hold up the application, which is what REPEATABLE READ takes.
            self.run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
            self.lock = _lock(str(self.run("SELECT VERSION()").rows[0][0]))

    def run(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        """See `Driver`."""
        with self._told(), self._connection.cursor() as cursor:
            cursor.execute(statement, tuple(values) or None)
            about: Any = cursor.description or ()
            names = tuple(one[0] for one in about)
            json = frozenset(at for at, one in enumerate(about) if one[1] == FIELD_TYPE.JSON)
            return Rows(names, cursor.fetchall() if names else (), json)

    def commit(self) -> None:
        """See `Driver`."""
        with self._told():
            self._connection.commit()

    def rollback(self) -> None:
        """See `Driver`."""
        with contextlib.suppress(err.Error, OSError):
            self._connection.rollback()

    def close(self) -> None:
        """See `Driver`."""
        with contextlib.suppress(err.Error, OSError):
            self._connection.close()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (err.MySQLError, OSError) as error:
            code = error.args[0] if error.args else None
            words = str(error.args[-1]) if error.args else type(error).__name__
            if code in _ABSENT:
                raise absent(f"{self._where}: {words}") from error
            raise away(self._where, words) from error


def _lock(version: str) -> str:
    """MySQL from 8.0 and MariaDB from 10.6 on skip rows of others; else relays wait."""
    numbers = _NUMBERS.match(version)
    least = (10, 6) if "mariadb" in version.lower() else (8, 0)
    fine = numbers is not None and (int(numbers[1]), int(numbers[2])) >= least
    return " FOR UPDATE SKIP LOCKED" if fine else " FOR UPDATE"
