"""A child process that ends with its parent, however the parent ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

GRACE = 3.0
"""Seconds that a service has to end in order once its parent is gone."""

_PR_SET_PDEATHSIG = 1  # prctl(2)


def hold_lifeline(descriptor: int) -> None:
    """End this process once the parent is gone, also when that was killed with SIGKILL.

    `descriptor` is the reading end of a pipe or socket whose other end only the parent
    has: the system closes it with the parent. On Linux the kernel kills this process
    then, even one that is stuck; elsewhere a thread ends it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    watch = threading.Thread(target=await_end, args=(descriptor, _end), daemon=True)
    watch.start()


def await_end(descriptor: int, then: Callable[[], None]) -> None:
    """Wait until the other end of the lifeline is closed."""
    while os.read(descriptor, 1024):
        pass
    then()


def _end() -> None:
    """End in order, or at once when that takes too long."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
