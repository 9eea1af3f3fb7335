"""Where buckets write down what was taken from them: for one process, or for several.

Workers of one intake share a file without a name. A number in it belongs to one bucket: to
a key or a stream with its rate. Whoever asks for that bucket finds the same number, also a
worker that starts anew. Two workers that take a token in the same microsecond may write
over each other, which lets an event too many pass; a lock for each event would cost more than
that is worth.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

PLACES = 65_536
"""So many buckets find a place in the file; any others count in each process alone."""

_DIGEST = 16
_PLACE = _DIGEST + 8
_NOBODY = bytes(_DIGEST)
_LOOKED_AT = 64
_BYTES = PLACES * _PLACE


class Cell(Protocol):
    """One number, at index 0, which others may see and change."""

    def __getitem__(self, at: int, /) -> float:
        """Read it."""

    def __setitem__(self, at: int, number: float, /) -> None:
        """Change it."""


Ledger = Callable[[str, float], Cell]
"""Gives the cell of a bucket by its name; one that is new holds the given number."""


def private(_name: str, start: float) -> Cell:
    """A cell of this process."""
    return [start]


@contextmanager
def shared_file() -> Iterator[int]:
    """A file for `SharedLedger`: its descriptor, which child processes may inherit."""
    with tempfile.TemporaryFile() as file:
        os.ftruncate(file.fileno(), _BYTES)
        yield file.fileno()


class SharedLedger:
    """The cells in a file that several processes have open."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._memory = mmap.mmap(descriptor, _BYTES)
        self._numbers = memoryview(self._memory).cast("d")

    def __call__(self, name: str, start: float) -> Cell:
        """See `Ledger`."""
        digest = hashlib.blake2b(name.encode(errors="surrogatepass"), digest_size=_DIGEST).digest()
        first = int.from_bytes(digest[:8], "little")
        with self._locked():
            for step in range(_LOOKED_AT):
                place = (first + step) % PLACES
                if self._has_place(place, digest, start):
                    at = (place * _PLACE + _DIGEST) // 8
                    return self._numbers[at : at + 1]
        return private(name, start)

    def _has_place(self, place: int, digest: bytes, start: float) -> bool:
        """Whether this is the place of a digest; a free one becomes it."""
        at = place * _PLACE
        found = self._memory[at : at + _DIGEST]
        if found == _NOBODY:
            self._memory[at : at + _PLACE] = digest + struct.pack("d", start)
            return True
        return found == digest

    @contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN)
