"""Where the intake's time goes: under cProfile the functions, under perf the libraries.

cProfile makes calls of Python functions dearer than they are, and sees the main thread only;
perf sees every thread and what compiled libraries do, but no names of Python functions. What
the loop itself does between calls, sockets and waiting, shows in perf only.
"""

from __future__ import annotations

import contextlib
import pstats
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import load
import process_tree
from load import Shape
from servers import BenchmarkError, Contender, free_port, post_all, running
from workload import Workload

FUNCTIONS = 30
SYMBOLS = 30


Functions = Mapping[tuple[str, int, str], tuple[int, int, float, float, Any]]
"""By file, line and name: primitive calls, calls, own seconds, with inner calls, callers."""


@dataclass(frozen=True)
class Cost:
    """What a function took: seconds by itself and with what it calls, and its calls."""

    name: str
    own: float
    inner: float
    calls: int


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
    """Print microseconds per event, without what the start and the first events take."""
    idle, _ = functions(subject, shape, 0)
    loaded, events = functions(subject, shape, subject.seconds)
    print(
        f"-- functions (cProfile, {events:,} events): microseconds per event, slower than without"
    )
    print(f"{'own':>9} {'with inner':>10} {'calls':>7}")
    often = [cost for cost in differences(loaded, idle) if cost.calls * 1000 > events]
    costs = sorted(often, key=lambda cost: -cost.own)  # what the start calls differs by chance
    for cost in costs[:FUNCTIONS]:
        own, inner, calls = (n / events for n in (cost.own * 1e6, cost.inner * 1e6, cost.calls))
        print(f"{own:9.2f} {inner:10.2f} {calls:7.2f}  {cost.name}")


def functions(subject: Subject, shape: Shape, seconds: int) -> tuple[Functions, int]:
    """Run a server under cProfile, which writes when the server ends; also the events it took.

    Raises:
        BenchmarkError: It wrote nothing: a signal ended it, or another process did the work.
    """
    port, written = free_port(), subject.folder / "functions.prof"
    written.unlink(missing_ok=True)
    python = interpreter(subject.contender.command(port)[0])
    events = 0
    with subject.served(port, python, "-P", "-m", "cProfile", "-o", str(written)) as root:
        post_all(port, shape.target, subject.workload.bodies(shape.events))
        load.await_idle(root)
        if seconds:
            figures = subject.load(port, root, shape, seconds)
            events = figures.acknowledged + figures.unseen
    if not written.exists():
        raise BenchmarkError("the server wrote no profile")
    return pstats.Stats(str(written)).stats, events  # type: ignore[attr-defined]


def differences(loaded: Functions, idle: Functions) -> Iterator[Cost]:
    """What each function cost more under load."""
    for place, (_, calls, own, inner, _) in loaded.items():
        _, calls_idle, own_idle, inner_idle, _ = idle.get(place, (0, 0, 0.0, 0.0, {}))
        file, line, name = place
        where = f"{'/'.join(Path(file).parts[-2:])}:{line} {name}" if line else name
        yield Cost(where, own - own_idle, inner - inner_idle, calls - calls_idle)


def interpreter(program: str) -> str:
    """The Python that stands beside a program, or else ours."""
    beside = Path(program).with_name("python")
    return str(beside) if beside.exists() else sys.executable


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
