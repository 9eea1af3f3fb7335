"""Connections to the file of a log: opened with care, and errors told with a repair."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from evtool.errors import Place
from evtool.log.event_log import LogError, LogUnavailable
from evtool.log.sqlite.tables import APPLICATION_ID, BEFORE_TABLES, TABLES, VERSION

Identity = tuple[tuple[int, int] | None, ...]
"""Device and inode of the file, of its write-ahead log, and of its shared index."""

_OURS = ("", "-wal", "-shm")
_OPENING_SECONDS = 10.0


def identity(path: str) -> Identity:
    """Which files stand at a path at this moment."""
    return tuple(_inode(path + suffix) for suffix in _OURS)


def _inode(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - on the way of every append, where Path is slow
    except OSError:
        return None
    return status.st_dev, status.st_ino


def connect(path: Path, busy_seconds: float, *, create: bool) -> sqlite3.Connection | None:
    """Open the file, and make it if it is to be; None where it does not exist.

    Raises:
        LogError: It is no log of ours; LogUnavailable where that may pass.
    """
    with told(path):
        if create:
            _make_folder(path)
        elif not path.exists():
            return None
        connection = sqlite3.connect(
            path, timeout=busy_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection, path, create=create)
        except BaseException:
            connection.close()
            raise
        return connection


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LogUnavailable(
            f"the folder of the log cannot be made: {error.strerror}",
            hint="make it, or name another file under `log` in evtool.yaml",
            place=Place(path),
        ) from error


def _prepare(connection: sqlite3.Connection, path: Path, *, create: bool) -> None:
    """Check what the file is, and set what SQLite does not remember in it."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA wal_autocheckpoint = 32768")  # the checkpointer comes first
    connection.execute("PRAGMA journal_size_limit = 67108864")
    if create and _is_empty(connection):
        _use_wal(connection)
        _make_tables(connection)
    _check_format(connection, path)


def _is_empty(connection: sqlite3.Connection) -> bool:
    return not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch over; two processes that do it at once make SQLite refuse at first."""
    deadline = time.monotonic() + _OPENING_SECONDS
    while True:
        try:
            for statement in BEFORE_TABLES:
                connection.execute(statement)
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
        except sqlite3.OperationalError as error:
            if time.monotonic() > deadline or not is_busy(error):
                raise
            time.sleep(0.01)
        else:
            return


def _make_tables(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        if _is_empty(connection):
            for statement in TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")


def _check_format(connection: sqlite3.Connection, path: Path) -> None:
    application = number(connection, "PRAGMA application_id")
    version = number(connection, "PRAGMA user_version")
    if application != APPLICATION_ID:
        if _is_empty(connection):
            return
        raise LogError(
            "a SQLite file, but no log of evtool",
            hint="name another file under `log` in evtool.yaml",
            place=Place(path),
        )
    if version > VERSION:
        raise LogError(
            f"a log of format {version}; this evtool knows up to {VERSION}",
            hint="use the newer evtool that wrote it",
            place=Place(path),
        )


def number(connection: sqlite3.Connection, statement: str, *values: object) -> int:
    """The one number that a statement gives; 0 for NULL and for no row."""
    row = connection.execute(statement, values).fetchone()
    return 0 if row is None or row[0] is None else int(row[0])


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, patience: float = 0.0) -> Iterator[None]:
    """Hold the writer's place for the block; all of it is kept, or nothing.

    SQLite waits longer and longer for other writers, so that one that is busy starves the
    others. With `patience`, in seconds, this asks again about a thousand times a second.
    """
    _begin(connection, time.monotonic() + patience)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _begin(connection: sqlite3.Connection, deadline: float) -> None:
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if time.monotonic() > deadline or not is_busy(error):
                raise
            time.sleep(random.uniform(0.0002, 0.001))  # noqa: S311 - no secret
        else:
            return


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Tell an error of SQLite as one of the log."""
    try:
        yield
    except sqlite3.Error as error:
        raise log_error(path, error) from error


def _code(error: sqlite3.Error) -> str:
    name: str = getattr(error, "sqlite_errorname", "") or ""
    return "_".join(name.split("_")[:2])


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another connection was in the way."""
    return _code(error) in {"SQLITE_BUSY", "SQLITE_LOCKED"}


_PASSING = {
    "SQLITE_BUSY": ("another process keeps the log locked", "stop the process that holds it"),
    "SQLITE_LOCKED": ("another thread keeps the log locked", "try again"),
    "SQLITE_FULL": ("the disk is full", "make room; nothing that was acknowledged is lost"),
    "SQLITE_IOERR": ("the disk does not answer as it should", "check the disk and its room"),
    "SQLITE_READONLY": ("the log may not be written", "give this user the right to write it"),
    "SQLITE_CANTOPEN": ("the log cannot be opened", "check its folder and who may write there"),
    "SQLITE_PERM": ("the log may not be opened", "give this user the right to write it"),
    "SQLITE_NOMEM": ("out of memory", "give the process more, or make batches smaller"),
}
_LASTING = {
    "SQLITE_NOTADB": ("no SQLite file", "name another file under `log` in evtool.yaml"),
    "SQLITE_CORRUPT": (
        "the file is damaged",
        "move it away with its -wal file; `sqlite3 FILE .recover` gets out what is whole",
    ),
}


def log_error(path: Path, error: sqlite3.Error) -> LogError:
    """What an error of SQLite means for the log, and what to do about it."""
    code = _code(error)
    if code in _PASSING:
        message, hint = _PASSING[code]
        return LogUnavailable(f"{message} ({error})", hint=hint, place=Place(path))
    message, hint = _LASTING.get(code, ("SQLite cannot do it", "`evtool doctor` checks more"))
    return LogError(f"{message} ({error})", hint=hint, place=Place(path))
