"""Waiting for news in such a way that the runner can end meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from evtool.connectors.source import Change

LONGEST = 0.5
"""Seconds between two empty batches: so soon a source ends when it is told to."""


def idle(seconds: float, sleep: Callable[[float], None] = time.sleep) -> Iterator[Sequence[Change]]:
    """Empty batches for so many seconds, one at least every `LONGEST`; one at once for 0."""
    rest = seconds
    while True:
        part = min(rest, LONGEST)
        if part > 0:
            sleep(part)
        yield ()
        rest -= LONGEST
        if rest <= 0:
            return
