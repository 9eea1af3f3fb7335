"""When so many records fail that something else is wrong."""

from __future__ import annotations

from collections import deque

WINDOW = 1_000
"""How many records are looked back at."""

FEWEST = 20
"""So many failures say nothing yet: a quiet stream may begin with some bad records."""


class Breaker:
    """The share of failures among the last records.

    Args:
        most: The largest share that is borne; with 1 everything is.
    """

    def __init__(self, most: float) -> None:
        self._most = most
        self._last: deque[bool] = deque(maxlen=WINDOW)
        self._failed = 0

    @property
    def failed(self) -> int:
        """How many of the last records failed."""
        return self._failed

    @property
    def seen(self) -> int:
        """How many records are looked back at."""
        return len(self._last)

    def is_open(self, *, others: int = 0) -> bool:
        """Whether too many failed; `others` came with them, and will be delivered."""
        seen = min(len(self._last) + others, WINDOW)
        return self._failed >= FEWEST and self._failed > self._most * seen

    def succeed(self, count: int) -> None:
        """Note records that were delivered."""
        if count >= WINDOW:
            self._last.clear()
            self._failed = 0
        for _ in range(min(count, WINDOW)):
            self._add(failed=False)

    def fail(self, count: int) -> None:
        """Note records that cannot be delivered."""
        for _ in range(min(count, WINDOW)):
            self._add(failed=True)

    def _add(self, *, failed: bool) -> None:
        if len(self._last) == WINDOW:
            self._failed -= self._last[0]
        self._last.append(failed)
        self._failed += failed
