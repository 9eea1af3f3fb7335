"""How much may wait in a spool."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from evtool.log.event_log import LogUnavailable
from evtool.log.spool.config import SpoolConfig
from evtool.log.spool.state import SpoolState

_LOOK_SECONDS = 0.1


class SpoolFull(LogUnavailable):
    """Too much is waiting for the brokers; `retry_after` says when to come again."""

    def __init__(self, message: str, retry_after: int, hint: str | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(message, hint=hint)


class Bound:
    """Lets entries in as long as there is room.

    It looks at the spool ten times a second, and counts what this process adds meanwhile.
    """

    def __init__(self, config: SpoolConfig, look: Callable[[], SpoolState]) -> None:
        self._config = config
        self._most_bytes = config.most_bytes
        self._most_age = config.most_milliseconds
        self._look = look
        self._lock = threading.Lock()
        self._next_look = 0.0
        self._state = SpoolState()
        self._added = 0

    def admit(self, size: int) -> None:
        """Let some bytes in.

        Raises:
            SpoolFull: The spool holds too much, or its oldest entry has waited too long.
        """
        with self._lock:
            now = time.monotonic()
            if now >= self._next_look:
                self._state, self._added = self._look(), 0
                self._next_look = now + _LOOK_SECONDS
            held = self._state.bytes + self._added
            if held + size > self._most_bytes:
                raise self._full(f"{held:,} bytes")
            oldest = self._state.oldest
            if self._most_age is not None and oldest is not None:
                age = time.time() * 1000 - oldest
                if age > self._most_age:
                    raise self._full(f"entries that are {age / 1000:,.0f} s old")
            self._added += size

    def _full(self, what: str) -> SpoolFull:
        reason = self._state.error or "more comes in than goes out"
        return SpoolFull(
            f"the spool {self._config.path} is full: {what} wait for the brokers",
            self._config.retry_after,
            hint=f"{reason}; `log.spool` in evtool.yaml sets its bounds",
        )
