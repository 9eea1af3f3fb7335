"""What a process and its children cost."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Callable

import psutil


def processes(root: int) -> list[psutil.Process]:
    """A process and its children; none when it has ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(root)
        return [top, *top.children(recursive=True)]
    return []


def _total(root: int, of: Callable[[psutil.Process], float]) -> float:
    total = 0.0
    for process in processes(root):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += of(process)
    return total


def cpu_seconds(root: int) -> float:
    """The CPU time that a process and its children have used."""
    return _total(root, lambda process: sum(process.cpu_times()[:2]))


def resident_megabytes(root: int) -> float:
    """The memory that they hold."""
    return _total(root, lambda process: process.memory_info().rss) / 1e6


def ended_children_cpu() -> float:
    """The CPU time of our own children that have ended, such as the load generator."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def machine_cpu() -> float:
    """The CPU time that the whole machine has used."""
    times = psutil.cpu_times()
    return sum((times.user, times.nice, times.system, times.irq, times.softirq))
