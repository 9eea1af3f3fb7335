"""One reader for each source: a second process waits until the first one ends.

The lock is on a file beside the saved position. It ends with the process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from evtool.connectors.failure import TargetFailure
from evtool.connectors.runner.saved_position import file_name

_LOOK = 0.5
"""Seconds between two looks whether the other process has ended."""


class OnlyReader:
    """The right to run a source, as a context manager that gives it up again."""

    def __init__(self, state: Path, connector: str) -> None:
        self._path = state / "connect" / f"{file_name(connector)}.lock"
        self._descriptor = -1

    def __enter__(self) -> Self:
        """Make the file; the right is not ours yet.

        Raises:
            TargetFailure: The file cannot be made.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise TargetFailure(
                f"{self._path} cannot be made: {error.strerror or error}",
                hint="make room, or let the user of this process write there",
            ) from error
        return self

    def try_now(self) -> bool:
        """Take the right, if no other process has it."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self, stop: threading.Event) -> bool:
        """Wait for the right; False where `stop` came first."""
        while not self.try_now():
            if stop.wait(_LOOK):
                return False
        return True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the right up; the file stays: who waits has it open."""
        os.close(self._descriptor)
