"""Where the intake's time goes: under cProfile the functions, under perf the libraries.

cProfile makes calls of Python functions dearer than they are, and sees the main thread only;
perf sees every thread and what compiled libraries do, but no names of Python functions.
"""

from __future__ import annotations

import contextlib
import pstats
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import load
import process_tree
from load import Shape
from servers import Contender, free_port, running
from workload import Workload

FUNCTIONS = 30
SYMBOLS = 30


@dataclass(frozen=True)
class Subject:
    """What is profiled, and under which load."""

    contender: Contender
    workload: Workload
    seconds: int
    folder: Path

    @contextlib.contextmanager
    def served(self, port: int, *before: str) -> Iterator[int]:
        """The server, its command behind other words."""
        self.contender.forget()
        command = [*before, *self.contender.command(port)]
        with running(command, port, self.folder / "talk.log") as root:
            yield root

    def load(self, port: int, root: int, shape: Shape, seconds: int) -> load.Figures:
        """Load it."""
        return load.measure(port, root, self.workload.bodies(shape.events), shape, seconds)


def profile(
    contender: Contender, workload: Workload, shapes: Sequence[Shape], seconds: int, folder: Path
) -> None:
    """Profile one server under each load, and print."""
    subject = Subject(contender, workload, seconds, folder)
    for shape in shapes:
        print(f"\n== {contender.name}, arrays of {shape.events}, {shape.connections} connections")
        by_function(subject, shape)
        if shutil.which("perf"):
            by_library(subject, shape)
        else:
            print("perf is not installed: no view by library")


def by_function(subject: Subject, shape: Shape) -> None:
    """Run the whole server under cProfile, which writes when the server has ended."""
    port, written = free_port(), subject.folder / "functions.prof"
    with subject.served(port, sys.executable, "-m", "cProfile", "-o", str(written)) as root:
        figures = subject.load(port, root, shape, subject.seconds)
    print(f"-- functions (cProfile; {figures.acknowledged:,} events, slower than without it)")
    if not written.exists():
        print("the server wrote no profile: does it run in this process?")
        return
    stats = pstats.Stats(str(written)).strip_dirs()
    for order in ("tottime", "cumtime"):
        stats.sort_stats(order).print_stats(FUNCTIONS)


def by_library(subject: Subject, shape: Shape) -> None:
    """Watch the processes with perf during a load."""
    port, written = free_port(), subject.folder / "perf.data"
    record = ["perf", "record", "-q", "-F", "499", "-o", str(written), "-p"]
    with subject.served(port) as root:
        subject.load(port, root, shape, 1)
        numbers = ",".join(str(one.pid) for one in process_tree.processes(root))
        watch = subprocess.Popen([*record, numbers, "--", "sleep", str(subject.seconds + 2)])
        figures = subject.load(port, root, shape, subject.seconds)
        watch.wait(subject.seconds + 60)
    print(
        f"-- libraries and symbols (perf; {figures.events_per_cpu_second:,.0f} events a CPU second)"
    )
    for keys, lines in (("dso", 15), ("dso,symbol", SYMBOLS)):
        print(*_perf_lines(written, keys)[:lines], "", sep="\n")


def _perf_lines(written: Path, keys: str) -> list[str]:
    command = ["perf", "report", "-i", str(written), "--stdio", "--sort", keys]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    lines = [text for text in done.stdout.splitlines() if text.strip() and text[0] != "#"]
    return [text.rstrip(" -") for text in lines] or [done.stderr.strip()]
