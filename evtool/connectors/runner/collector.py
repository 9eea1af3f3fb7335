"""The garbage collector in a process that moves events: it finds nothing, and looks often."""

from __future__ import annotations

import gc

_THRESHOLDS = (100_000, 50, 100)
"""Decoded events are many objects and no cycles: by default every 700th starts a search."""


def rest_collector() -> None:
    """Let the collector look seldom, and never at what was loaded up to now.

    Cycles, such as those of exceptions, are still found: a process does not grow by them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
