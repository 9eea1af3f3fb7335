"""A token bucket in one number."""

from __future__ import annotations

import time
from collections.abc import Callable

from evtool.intake.rate.ledger import Ledger, private

Clock = Callable[[], float]


class Bucket:
    """Lets events pass at a rate, and some more at once after a pause.

    Kept is the moment at which all tokens taken so far are paid for: the bucket is full
    while that lies a whole `depth` back, and empty once it is now. It is written into a
    `ledger`, under a name; processes that share one share the bucket. Their clock is the same.
    """

    __slots__ = ("_clock", "_interval", "_paid", "_span", "depth", "events")

    def __init__(
        self,
        events: float,
        depth: int,
        clock: Clock = time.monotonic,
        *,
        ledger: Ledger = private,
        name: str = "",
    ) -> None:
        self.events = events
        self.depth = depth
        self._clock = clock
        self._interval = 1.0 / events
        self._span = depth * self._interval
        self._paid = ledger(f"{name} {events!r} {depth}", clock() - self._span)

    def take(self) -> float:
        """Take a token: 0.0; or, where there is none, the seconds until there is one."""
        now = self._clock()
        paid = max(self._paid[0], now - self._span) + self._interval
        late = paid - now
        if late > 1e-9:  # what rounding leaves of nothing
            return late
        self._paid[0] = paid
        return 0.0
