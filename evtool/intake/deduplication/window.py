"""The identities of the last minutes, in bounded memory."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable

PARTS = 8
"""A window is forgotten in so many parts: ids are remembered up to an eighth longer."""


class Window:
    """Remembers identities for some seconds, and at most so many of them.

    `dropped` counts those that were forgotten before their time because there were more.
    """

    def __init__(
        self, seconds: float, most: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._old: deque[tuple[float, set[bytes]]] = deque()  # with the times of their ends
        self._new: set[bytes] = set()
        self._began = clock()
        self.dropped = 0

    def __contains__(self, identity: bytes) -> bool:
        """Whether it was added not too long ago."""
        return identity in self._new or any(identity in part for _, part in self._old)

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._new) + sum(len(part) for _, part in self._old)

    def add(self, identities: Iterable[bytes]) -> None:
        """Remember some more, and forget what is too old."""
        self._turn()
        share = max(1, self._most // PARTS)
        for identity in identities:
            self._new.add(identity)
            if len(self._new) >= share:
                self._end_part()
        while len(self) > self._most and self._old:
            self.dropped += len(self._old.popleft()[1])

    def _turn(self) -> None:
        now = self._clock()
        if now - self._began > self._seconds / PARTS:
            self._end_part()
        while self._old and now - self._old[0][0] > self._seconds:
            self._old.popleft()

    def _end_part(self) -> None:
        now = self._clock()
        if self._new:
            self._old.append((now, self._new))
        self._new, self._began = set(), now
