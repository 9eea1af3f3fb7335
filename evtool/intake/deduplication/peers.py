"""Workers tell each other what they have committed, through pipes.

The supervisor makes one pipe a worker and keeps both of its ends: a worker that starts anew
finds there what was said meanwhile. A write of up to `PIPE_BUF` bytes is whole or not at
all, whoever else writes; where a pipe is full its reader misses some, which is counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evtool.intake.deduplication.identity import SIZE

_MOST = select.PIPE_BUF // SIZE
_READ = 64 * 1024


@dataclass(frozen=True, slots=True)
class Pipes:
    """The end to hear with, and those to speak to the other workers."""

    hear: int
    speak: tuple[int, ...] = ()


class Peers:
    """The other workers. `missed` counts what could not be said."""

    def __init__(self, pipes: Pipes) -> None:
        self._pipes = pipes
        self.missed = 0

    def listen(self, heard: Callable[[Sequence[bytes]], None]) -> None:
        """Pass on what others say, in the running loop."""
        hear = self._pipes.hear
        os.set_blocking(hear, False)
        asyncio.get_running_loop().add_reader(hear, lambda: heard(_received(hear)))

    def announce(self, identities: Sequence[bytes]) -> None:
        """Tell all others."""
        for at in range(0, len(identities), _MOST):
            text = b"".join(identities[at : at + _MOST])
            for descriptor in self._pipes.speak:
                self._say(descriptor, text)

    def close(self) -> None:
        """Hear no more."""
        asyncio.get_running_loop().remove_reader(self._pipes.hear)

    def _say(self, descriptor: int, text: bytes) -> None:
        try:
            os.write(descriptor, text)
        except OSError:  # it is full: its reader has other troubles
            self.missed += len(text) // SIZE


def _received(descriptor: int) -> list[bytes]:
    text = b""
    with contextlib.suppress(BlockingIOError):
        text = os.read(descriptor, _READ)
    return [text[at : at + SIZE] for at in range(0, len(text), SIZE)]
