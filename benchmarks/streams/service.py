"""The service under load: `python benchmarks/streams/service.py`.

Starts the service on one core and asks from another: requests a second and latency for
one stream, on both APIs; then the same while 10,000 slow clients hold connections open.
On a machine that has other work too, the CPU time of a request tells what a core could do.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from generate import name, write_workspace

CONNECTIONS = 16
REQUESTS = 2000
SLOW = 10_000
PATHS = (
    f"/v1/streams/{name(1)}",
    f"/w/api.php?action=streamconfigs&format=json&streams={name(1)}",
)


def main() -> None:
    """Start the service, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder), 250, 3)
        for how in ("--no-access-log", "--access-log"):
            process = start(Path(folder), how)
            try:
                print(how)
                asyncio.run(measure(port_of(process), process.pid))
            finally:
                process.terminate()
                print(f"  exit code {process.wait()}")


def start(folder: Path, how: str) -> subprocess.Popen[str]:
    """The service on the first core; its log goes to a file."""
    log = (folder / "log").open("w")
    command = [sys.executable, "-m", "evtool", "-C", str(folder), "streams", "serve"]
    made = subprocess.Popen([*command, "--port", "0", how], stderr=log, text=True)
    os.sched_setaffinity(made.pid, {0})
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    made.log = folder / "log"  # type: ignore[attr-defined]
    return made


def port_of(process: subprocess.Popen[str]) -> int:
    """The port that the service says it listens on."""
    while True:
        text = process.log.read_text()  # type: ignore[attr-defined]
        if "service.ready" in text:
            line = next(line for line in text.splitlines() if line.startswith("serving"))
            return int(line.split("/")[2].rpartition(":")[2])
        time.sleep(0.05)


async def measure(port: int, pid: int) -> None:
    """Load each path; then quick requests among slow clients."""
    for path in PATHS:
        seconds: list[float] = []
        started, used = time.perf_counter(), cpu_seconds(pid)
        await asyncio.gather(*(ask(port, path, seconds) for _ in range(CONNECTIONS)))
        cpu = (cpu_seconds(pid) - used) / len(seconds) * 1e6
        report(f"{cpu:.0f} us CPU  {path}", seconds, time.perf_counter() - started)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    slow = [asyncio.create_task(dawdle(port)) for _ in range(min(SLOW, most - 100))]
    await asyncio.sleep(3)
    seconds = []
    started = time.perf_counter()
    await ask(port, PATHS[0], seconds)
    report(f"among {len(slow):,} slow clients", seconds, time.perf_counter() - started)
    for task in slow:
        task.cancel()


def report(what: str, seconds: list[float], whole: float) -> None:
    """One line of figures."""
    seconds.sort()
    p50, p99 = (seconds[int(len(seconds) * part)] * 1000 for part in (0.5, 0.99))
    rate = len(seconds) / whole
    print(f"  {rate:>7,.0f} requests/s, p50 {p50:.2f} ms, p99 {p99:.2f} ms  {what}")


def cpu_seconds(pid: int) -> float:
    """The CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def ask(port: int, path: str, seconds: list[float]) -> None:
    """Ask again and again on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    for _ in range(REQUESTS):
        started = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        seconds.append(time.perf_counter() - started)
    writer.close()


async def dawdle(port: int) -> None:
    """Send a request that never ends; begin again when cut off."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            for sign in b"GET /v1/streams HTTP/1.1\r\nX-Slow: ":
                writer.write(bytes([sign]))
                await writer.drain()
                await asyncio.sleep(1)
        except OSError:
            await asyncio.sleep(1)


if __name__ == "__main__":
    main()
