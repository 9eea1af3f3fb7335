"""What one event may be at most."""

from __future__ import annotations

from dataclasses import dataclass

DEEPEST = 254
"""Objects and arrays nested deeper are never taken: orjson writes no more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a stored event, and levels of nested objects and arrays in it."""

    event_bytes: int = 1024 * 1024 * 4
    depth: int = DEEPEST
