"""The two servers: how each is started, how one knows what it took, and how it ends."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from workspace import ERRORS, LOG

READY_SECONDS = 90
END_SECONDS = 30
YARDSTICK = Path(__file__).resolve().parent / "yardstick"
PATH = "/v1/events"


class BenchmarkError(Exception):
    """The benchmark cannot go on."""


class Contender(Protocol):
    """A server that takes events."""

    name: str

    def command(self, port: int) -> Sequence[str]:
        """How to start it."""

    def stored(self) -> int | None:
        """How many events it has stored; None where it cannot tell. Asked after its end."""

    def forget(self) -> None:
        """Remove what it stored."""


@dataclass(frozen=True)
class Evtool:
    """The intake of a workspace."""

    name: str
    program: str
    workspace: Path

    def command(self, port: int) -> Sequence[str]:
        """The only place that knows the command line of the intake."""
        return [self.program, "-C", str(self.workspace), "intake", "run", "--port", str(port)]

    def stored(self) -> int | None:
        """The records of all topics, as the log tells them."""
        command = [self.program, "-C", str(self.workspace), "log", "topics", "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        return count_records(done.stdout) if done.returncode == 0 else None

    def forget(self) -> None:
        """Remove the log, with the files that SQLite keeps beside it."""
        for path in self.workspace.glob(f"{LOG}*"):
            path.unlink()


def count_records(text: str) -> int:
    """Add up the rows of `log topics`, which have a `count`, or `first` and `next` offsets.

    What was refused is in the log as well, but was not acknowledged.
    """
    document = json.loads(text)
    rows = document if isinstance(document, list) else document["topics"]
    accepted = [row for row in rows if row["topic"] != ERRORS]
    return sum(row["count"] if "count" in row else row["next"] - row["first"] for row in accepted)


@dataclass(frozen=True)
class Yardstick:
    """The Node service, and the file that it appends to."""

    folders: Sequence[Path]
    output: Path
    name: str = field(default="yardstick")

    def command(self, port: int) -> Sequence[str]:
        """Node finds the installed packages by NODE_PATH."""
        modules = install() / "node_modules"
        settings = ["env", "NODE_ENV=production", f"NODE_PATH={modules}"]
        script = str(YARDSTICK / "server.js")
        return [*settings, "node", script, str(port), str(self.output), *map(str, self.folders)]

    def stored(self) -> int | None:
        """The lines of the file."""
        with self.output.open("rb") as file:
            return sum(1 for _ in file)

    def forget(self) -> None:
        """Remove the file."""
        self.output.unlink(missing_ok=True)


def install() -> Path:
    """The folder of the yardstick's packages, installed once for each list of them."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = cache / "evtool-benchmarks" / "intake"
    wanted = (YARDSTICK / "package.json").read_text()
    installed = folder / "installed.json"
    if not installed.exists() or installed.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(wanted)
        quiet = ["--no-package-lock", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(["npm", "install", *quiet], cwd=folder, check=True, timeout=300)
        installed.write_text(wanted)
    return folder


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def running(command: Sequence[str], port: int, talk: Path) -> Iterator[int]:
    """Run a server in a process group of its own until the end of the block; gives its id.

    Raises:
        BenchmarkError: It does not listen in time.
    """
    with talk.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, start_new_session=True)
    try:
        _await(process, port, talk)
        yield process.pid
    finally:
        _end(process)


def _await(process: subprocess.Popen[bytes], port: int, talk: Path) -> None:
    """Poll until the server answers anything: an empty array is refused, and stores nothing."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if post_all(port, PATH, [b"[]"]).keys() - {502, 503}:
                return
        time.sleep(0.05)
    said = "\n".join(talk.read_text(errors="replace").splitlines()[-15:])
    raise BenchmarkError(f"the server did not get ready: {' '.join(process.args)}\n{said}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end; where it does not, kill its whole group."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(END_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(END_SECONDS)


def post_all(port: int, target: str, bodies: Sequence[bytes]) -> dict[int, int]:
    """Post bodies one after another; how often each status came."""
    statuses: dict[int, int] = {}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(connection):
        for body in bodies:
            connection.request("POST", target, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            statuses[answer.status] = statuses.get(answer.status, 0) + 1
    return statuses
