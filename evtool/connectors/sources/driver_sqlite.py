"""SQLite for sources of rows. The application writes the same file: locks are short."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evtool.connectors.failure import TargetFailure
from evtool.connectors.sources.database import Kind, Rows, absent

_BUSY_SECONDS = 10.0
_ABSENT = ("no such table", "no such column", "has no column")


class SqliteDriver:
    """One connection. It has to be used by the thread that made it."""

    kind: Kind = "sqlite"
    mark = "?"
    lock = ""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.is_file():
            raise TargetFailure(
                f"there is no file {path}",
                hint="let the application make it, or correct `database`",
            )
        with self._told():
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_BUSY_SECONDS,
                isolation_level=None,
            )  # fmt: skip
        try:
            self.run("PRAGMA schema_version")
        except TargetFailure:
            self._connection.close()
            raise

    def run(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        """See `Driver`."""
        with self._told():
            cursor = self._connection.execute(statement, tuple(values))
            names = tuple(one[0] for one in cursor.description or ())
            return Rows(names, cursor.fetchall())

    def commit(self) -> None:
        """See `Driver`; each statement is a transaction, unless one was begun."""
        if self._connection.in_transaction:
            self.run("COMMIT")

    def rollback(self) -> None:
        """See `Driver`."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.rollback()

    def close(self) -> None:
        """See `Driver`."""
        self._connection.close()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if any(words in str(error) for words in _ABSENT):
                raise absent(f"{self._path}: {error}") from error
            raise self._away(error) from error
        except sqlite3.Error as error:
            raise self._away(error) from error

    def _away(self, error: sqlite3.Error) -> TargetFailure:
        return TargetFailure(
            f"{self._path}: {error}",
            hint="is it a SQLite file, may this user write it, is it locked for long?",
        )
