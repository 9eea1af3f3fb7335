"""Moving the write-ahead log into the file, beside the appends and not within them."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from pathlib import Path

from evtool.log.event_log import LogError
from evtool.log.sqlite.database import connect

_START_BYTES = 4 * 1024 * 1024
_MOST_FRAMES = 8192  # of 4 kB: beyond it writers wait until the write-ahead log starts anew
_BUSY_SECONDS = 0.05


class Checkpointer:
    """A thread that works when enough was appended. It starts with the first such append."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pending = 0
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._closed = False

    def appended(self, size: int) -> None:
        """Count what was appended, and wake the thread when it is worth it."""
        self._pending += size
        if self._pending < _START_BYTES:
            return
        self._pending = 0
        if self._thread is None:
            self._closed = False
            self._thread = threading.Thread(
                target=self._run, name="evtool-log-checkpoint", daemon=True
            )
            self._thread.start()
        self._wake.set()

    def close(self) -> None:
        """End the thread."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._closed = True
            self._wake.set()
            thread.join()

    def _run(self) -> None:
        """Checkpoint whenever woken. What fails is tried again with the next appends.

        SQLite itself checkpoints within an append when all this does not help.
        """
        connection = None
        while not self._closed:
            self._wake.wait()
            self._wake.clear()
            with contextlib.suppress(sqlite3.Error, LogError):
                connection = connection or connect(self._path, _BUSY_SECONDS, create=False)
                if connection is not None and not self._closed:
                    _checkpoint(connection)
        if connection is not None:
            connection.close()


def _checkpoint(connection: sqlite3.Connection) -> None:
    """Copy what there is; if more keeps coming, hold the writers for the short rest."""
    row = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if row is not None and row[1] > _MOST_FRAMES:
        connection.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
