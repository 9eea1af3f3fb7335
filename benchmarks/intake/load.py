"""Loading a server with wrk, and what it cost."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import process_tree
from servers import PATH, BenchmarkError

SCRIPT = Path(__file__).resolve().parent / "post.lua"
WARM_SECONDS = 2
IDLE_CPU = 0.02
"""A server that uses less than this many CPU seconds between two looks has finished."""


@dataclass(frozen=True)
class Shape:
    """What requests are like, and how many connections send them."""

    events: int
    connections: int
    hasty: bool = False

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{PATH}?hasty=true" if self.hasty else PATH


@dataclass(frozen=True)
class Figures:
    """What one load showed.

    `acknowledged` counts events of all answers that wrk saw, the warm-up's too, and `unseen`
    those of the requests that were on their way when wrk ended.
    """

    events: int
    events_per_second: float
    events_per_cpu_second: float
    p50_ms: float
    p99_ms: float
    resident_mb: float
    not_2xx: int
    socket_errors: int
    server_cores: float
    other_cores: float
    acknowledged: int
    unseen: int


@dataclass(frozen=True)
class Counts:
    """The line that `post.lua` prints; times in microseconds."""

    requests: int
    duration: int
    p50: int
    p99: int
    refused: int
    failed: int


@dataclass(frozen=True)
class Moment:
    """The CPU times at one moment."""

    wall: float
    server: float
    machine: float
    wrk: float

    @classmethod
    def now(cls, root: int) -> Moment:
        """Look at the clocks."""
        return cls(
            time.monotonic(),
            process_tree.cpu_seconds(root),
            process_tree.machine_cpu(),
            process_tree.ended_children_cpu(),
        )


def measure(port: int, root: int, bodies: Sequence[bytes], shape: Shape, seconds: int) -> Figures:
    """Warm a server up, load it, and wait for what hasty requests left behind."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bodies"
        file.write_bytes(b"\n".join(bodies) + b"\n")
        warm = _wrk(port, file, shape, WARM_SECONDS)
        await_idle(root)
        before = Moment.now(root)
        counts = _wrk(port, file, shape, seconds)
        after = Moment.now(root)
        finished = await_idle(root)
    wall = after.wall - before.wall
    server = after.server - before.server
    others = after.machine - before.machine - server - (after.wrk - before.wrk)
    accepted = (counts.requests - counts.refused) * shape.events
    return Figures(
        events=accepted,
        events_per_second=accepted / counts.duration * 1e6,
        events_per_cpu_second=accepted / max(finished - before.server, 0.01),
        p50_ms=counts.p50 / 1000,
        p99_ms=counts.p99 / 1000,
        resident_mb=process_tree.resident_megabytes(root),
        not_2xx=counts.refused,
        socket_errors=counts.failed,
        server_cores=server / wall,
        other_cores=others / wall,
        acknowledged=accepted + (warm.requests - warm.refused) * shape.events,
        unseen=2 * shape.connections * shape.events,
    )


def _wrk(port: int, bodies: Path, shape: Shape, seconds: int) -> Counts:
    command = ["wrk", "-t1", f"-c{shape.connections}", f"-d{seconds}s", "--timeout", "10s"]
    done = subprocess.run(
        [*command, "-s", str(SCRIPT), f"http://127.0.0.1:{port}"],
        env={**os.environ, "BODIES": str(bodies), "TARGET": shape.target},
        capture_output=True, text=True, timeout=seconds + 60, check=False,
    )  # fmt: skip
    found = re.search(r"^counts (.+)$", done.stdout, re.MULTILINE)
    if not found:
        raise BenchmarkError(f"wrk counted nothing: {done.stdout}{done.stderr}")
    return Counts(*map(int, found[1].split()))


def await_idle(root: int) -> float:
    """Wait until the server rests; the CPU seconds that it has used then."""
    until = time.monotonic() + 30
    last = process_tree.cpu_seconds(root)
    while time.monotonic() < until:
        time.sleep(0.5)
        now = process_tree.cpu_seconds(root)
        if now - last < IDLE_CPU:
            return now
        last = now
    return last
