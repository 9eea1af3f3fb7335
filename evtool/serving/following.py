"""Following files: when to look at them again, and by what a change is seen."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

Stamp = tuple[str, int, int, int]
"""Path, time of change in nanoseconds, size, inode; all 0 for a file that is not there."""


class Pause:
    """The time between two looks; whoever asks for one ends it."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """Look soon, whether anything changed or not."""
        self._asked.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for so long, or until a look is asked for; whether it is."""
        try:
            await asyncio.wait_for(self._asked.wait(), seconds)
        except TimeoutError:
            return False
        self._asked.clear()
        return True


def stamp(path: Path) -> Stamp:
    """What differs when a file has changed."""
    try:
        status = os.stat(path)  # noqa: PTH116 - twice a second for each file
    except OSError:
        return str(path), 0, 0, 0
    return str(path), status.st_mtime_ns, status.st_size, status.st_ino
