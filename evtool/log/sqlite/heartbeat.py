"""Showing that a member lives, and noticing that another one does not.

A member counts up while it lives. Whoever sees a count stand still for a session's length,
by its own monotonic clock, removes that member: no clock of the wall takes part, and none
of another process. Where the system can tell that its process is gone, it is removed at once.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from evtool.log.event_log import LogError
from evtool.log.sqlite import leases
from evtool.log.sqlite.database import connect
from evtool.log.sqlite.process import is_gone

BEATS = 4
"""Beats in a session: so many may fail before a member counts as dead."""


class Heart:
    """A thread that beats for one member, however long its records take."""

    def __init__(self, path: Path, group: str, member: str, session_seconds: float) -> None:
        self.member = member
        self._path = path
        self._group = group
        self._seconds = session_seconds / BEATS
        self._stopped = threading.Event()
        threading.Thread(target=self._run, name="evtool-log-heartbeat", daemon=True).start()

    def stop(self) -> None:
        """Beat no more."""
        self._stopped.set()

    def _run(self) -> None:
        connection = None
        while not self._stopped.wait(self._seconds):
            with contextlib.suppress(sqlite3.Error, LogError):
                connection = connection or connect(self._path, self._seconds, create=False)
                if connection is not None:
                    connection.execute("PRAGMA synchronous = NORMAL")  # no beat is worth a sync
                    leases.beat(connection, self._group, self.member)
        if connection is not None:
            connection.close()


class Watch:
    """What one member knows of the others' beats."""

    def __init__(self, session_seconds: float) -> None:
        self._seconds = session_seconds
        self._seen: dict[str, tuple[int, float]] = {}

    def dead(self, members: Mapping[str, tuple[str, int]], me: str) -> list[str]:
        """The members that are gone, or whose beat stood still for as long as a session lasts."""
        now = time.monotonic()
        seen: dict[str, tuple[int, float]] = {}
        for name, (_, beat) in members.items():
            before = self._seen.get(name)
            seen[name] = before if before is not None and before[0] == beat else (beat, now)
        self._seen = seen
        return [
            name
            for name, (_, at) in seen.items()
            if name != me and (now - at > self._seconds or is_gone(name))
        ]
