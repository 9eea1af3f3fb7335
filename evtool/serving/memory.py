"""How the C library gives memory back."""

from __future__ import annotations

import ctypes
import sys

_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of glibc's malloc.h
_TRIM_THRESHOLD = -1
_LARGE = 2 * 1024 * 1024  # above what a commit under load takes: to map memory costs time
_SPARE = 4 * _LARGE


def give_large_blocks_back() -> None:
    """Make large blocks, such as the bodies of requests, vanish as soon as they are freed.

    glibc moves its threshold up to the largest block that was ever freed, up to 32 MiB; from
    then on such blocks come from the heap, where small ones between them keep it from
    shrinking. A service that was once sent large bodies would keep their room for ever.
    Other C libraries are left as they are.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_TRIM_THRESHOLD, _SPARE)
