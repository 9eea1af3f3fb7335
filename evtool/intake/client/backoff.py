"""How long to wait before the same request is sent again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

FIRST = 0.25
"""Seconds that the first wait may take; each further one may take twice as long."""

LONGEST = 30.0
"""Seconds that we wait at most of our own accord."""

MOST_ASKED = 300.0
"""Seconds that a service can make us wait."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits a random part of a growing time, so that many clients do not come at once.

    `retries` is how often a request is sent again.
    """

    retries: int = 5
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[float, float], float] = random.uniform

    def wait(self, attempt: int, asked: float = 0.0) -> None:
        """Wait before the attempt after `attempt` (from 0), and at least as long as asked."""
        own = self.chance(0.0, min(LONGEST, FIRST * 2.0**attempt))
        self.sleep(min(asked, MOST_ASKED) + own)


def retry_after(headers: Mapping[str, str], now: Callable[[], float] = time.time) -> float:
    """The seconds that a service asks to wait; 0 if it asks for none."""
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now())
    except ValueError:
        return 0.0
