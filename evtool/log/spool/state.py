"""What a spool is doing, told by the process that forwards to all that append.

The file is beside the spool, and written whole: a reader sees one moment or another.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

_FRESH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class SpoolState:
    """For metrics. `forwarding` is whether any process has the task at present.

    `records` wait, the oldest of them since `oldest` (milliseconds since 1970); `bytes` is
    what the file holds. `forwarded` and `refused` count since that process took over.
    """

    bytes: int = 0
    records: int = 0
    oldest: int | None = None
    forwarded: int = 0
    refused: int = 0
    error: str | None = None
    forwarding: bool = False
    process: int = 0

    @property
    def oldest_seconds(self) -> float:
        """How long the oldest record has been waiting."""
        return 0.0 if self.oldest is None else max(0.0, time.time() - self.oldest / 1000)


class SharedState:
    """The state in its file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, state: SpoolState) -> None:
        """Tell the others; what cannot be told today is told half a second later."""
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            draft.write_text(json.dumps(asdict(state)), encoding="utf-8")
            draft.replace(self._path)
        except OSError:
            draft.unlink(missing_ok=True)

    def read(self) -> SpoolState:
        """What was told last; nobody forwards who has been silent for long."""
        try:
            told = SpoolState(**json.loads(self._path.read_text(encoding="utf-8")))
            age = time.time() - self._path.stat().st_mtime
        except (OSError, ValueError, TypeError):
            return SpoolState()
        return replace(told, forwarding=told.forwarding and abs(age) < _FRESH_SECONDS)
