"""Loading and looking up: `python benchmarks/streams/lookup.py`.

Prints seconds to load configurations of growing size, the memory that stays, and the
median microseconds of a look-up: of a stream's own name, of a name that a regex matched
before, and of one that was never asked for.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from evtool.streams.configuration import Configuration
from evtool.streams.load import load_streams
from evtool.workspace import load_workspace

sys.path.insert(0, str(Path(__file__).parent))
from generate import name, write_workspace

SIZES = (12_500, 25_000, 50_000)
REGEXES = 200
RUNS = 20_000


def main() -> None:
    """Measure each size in a process of its own, the last one in detail."""
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
        return
    for size in SIZES:
        subprocess.run([sys.executable, __file__, str(size)], check=True)


def measure(streams: int) -> None:
    """Load one size, and look names up."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = load_workspace(write_workspace(Path(folder), streams, REGEXES))
        before = memory()
        started = time.perf_counter()
        made = load_streams(workspace)
        seconds = time.perf_counter() - started
    gc.collect()
    per_stream = (memory() - before) / streams
    print(
        f"{streams:>7,} streams, {REGEXES} regexes: load {seconds:.2f} s, {per_stream:.1f} kB "
        f"a stream; look-up {own(made, streams):.2f} us own name, "
        f"{cached(made):.2f} us cached, {uncached(made):.2f} us uncached regex (medians)"
    )


def own(made: Configuration, streams: int) -> float:
    """A stream by its own name."""
    return median(made, lambda number: name(number * 7919 % streams))


def cached(made: Configuration) -> float:
    """A name of a regex, asked for again and again."""
    return median(made, lambda number: f"job.queue{number % REGEXES}.run")


def uncached(made: Configuration) -> float:
    """A name of a regex, never asked for before."""
    return median(made, lambda number: f"job.queue{number % REGEXES}.run{number}")


def median(made: Configuration, names: Callable[[int], str]) -> float:
    """The median microseconds of a look-up."""
    found = []
    for asked in [names(number) for number in range(RUNS)]:
        started = time.perf_counter()
        entry = made.find(asked)
        found.append(time.perf_counter() - started)
        assert entry is not None  # noqa: S101 - what is not found would be too quick
    return statistics.median(found) * 1e6


def memory() -> float:
    """The resident memory of this process in kB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return float(line.split()[1])
    return 0.0


if __name__ == "__main__":
    main()
