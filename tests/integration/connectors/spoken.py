"""Processes that are started one after the other and write into one file what they say."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Spoken:
    """The file, and where in it the words of the last process begin."""

    path: Path
    _before: int = field(default=0, init=False)

    def start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start the next process."""
        with self.path.open("ab") as file:
            self._before = file.tell()
            return subprocess.Popen(command, stderr=file, stdout=file)

    def wait_for_start(self, deadline: float) -> None:
        """Wait until the last process can be told to end; the one before it may have done all."""
        while b"connector.started" not in self.path.read_bytes()[self._before :]:
            assert time.monotonic() < deadline, f"too slow: {self.last_words}"
            time.sleep(0.05)

    @property
    def last_words(self) -> str:
        """What was said last."""
        return self.path.read_text(encoding="utf-8")[-3000:]
