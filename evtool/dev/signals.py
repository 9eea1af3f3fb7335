"""The signals that end the platform: the first in order, a further Ctrl-C at once."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ECHO = 0.2
"""Seconds in which further signals are echoes: `timeout` sends each one twice."""

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def on_signals(first: Callable[[], None], force: Callable[[], None]) -> Iterator[None]:
    """Call `first` for the first signal that ends, `force` for a later Ctrl-C.

    Both run between two steps of the main thread, also while it is stuck in writing to a
    terminal that is stopped. What `nohup` switched off stays off.
    """
    received_at: float | None = None

    def received(number: int, _frame: FrameType | None) -> None:
        nonlocal received_at
        if received_at is None:
            received_at = time.monotonic()
            first()
        elif number == signal.SIGINT and time.monotonic() - received_at > ECHO:
            force()

    before = {
        number: signal.signal(number, received)
        for number in _ENDING
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
