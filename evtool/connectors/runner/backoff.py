"""How long to wait for a store that is away."""

from __future__ import annotations

import random
from collections.abc import Callable

FIRST = 0.25
"""Seconds of the first pause, about; each further one is twice as long."""

LONGEST = 30.0
"""Seconds of the longest pause."""


def pause(attempt: int, chance: Callable[[], float] = random.random) -> float:
    """Seconds to wait after a failed attempt, counted from 0.

    Between half and all of a growing time: many connectors do not come back at once, and
    none comes back too soon.
    """
    whole = min(LONGEST, FIRST * 2.0 ** min(attempt, 30))
    return whole * (0.5 + chance() / 2)
