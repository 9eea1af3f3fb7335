"""Which process a member is, so that one that was killed is known to be gone at once.

The name of a member begins with `SYSTEM:PID:START:`. SYSTEM is one boot of one machine and one
space of process numbers, as containers have their own: only within it does a number say
anything. START tells a process from a later one with its number. Where any of this cannot be
had, a member is only known by its heartbeat.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_SPACE = Path("/proc/self/ns/pid")
_START = 19
"""The place of the start among the fields that follow the name in `/proc/PID/stat`."""


def mark() -> str:
    """What the names of this process's members begin with; empty where it cannot be had."""
    system, start = _system(), _start(os.getpid())
    return f"{system}:{os.getpid()}:{start}:" if system and start else ""


def is_gone(name: str) -> bool:
    """Whether the process of a member has certainly ended."""
    system, *numbers = name.split(":")
    if len(numbers) != 3 or system != _system() or not numbers[0].isdecimal():
        return False
    pid = int(numbers[0])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False  # it is another user's: what is seen of it may be too little
    start = _start(pid)
    return start is not None and start != numbers[1]


@cache
def _system() -> str | None:
    try:
        boot = _BOOT.read_text("ascii").strip()
        space = str(_SPACE.readlink())
    except (OSError, ValueError):
        return None
    return f"{boot}/{space.removeprefix('pid:').strip('[]')}"


def _start(pid: int) -> str | None:
    """When a process started, as the kernel counts; None where that is not told."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return fields[_START] if len(fields) > _START else None
