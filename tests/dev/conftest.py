"""A workspace with two materialized schemas, and the platform running in it."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evtool.workspace import Workspace, load_workspace

PATIENCE = 20.0
COMMAND = [sys.executable, "-m", "evtool", "dev", "--port", "0"]


class Running:
    """A platform that runs in a workspace, with its events as they come."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, *options], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.events: list[dict[str, Any]] = []
        self._pending = b""

    @property
    def url(self) -> str:
        """Where the registry listens."""
        return str(self.wait("dev.ready")["services"][0]["url"])

    def wait(self, name: str, **fields: object) -> dict[str, Any]:
        """The first event of this name with these fields; later ones are not looked at."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for event in self.events:
                if event["event"] == name and fields.items() <= event.items():
                    return event
            self._read()
        raise AssertionError(f"no {name} among {self.events}")

    def _read(self) -> None:
        assert self.process.stdout is not None
        if select.select([self.process.stdout], [], [], 0.1)[0]:
            data = os.read(self.process.stdout.fileno(), 65536)
            if not data:
                raise AssertionError(f"it ended: {self.events}")
            *lines, self._pending = (self._pending + data).split(b"\n")
            self.events += [json.loads(line) for line in lines]

    def children(self) -> list[int]:
        """The processes that it has started."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()]

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal; the exit code, and what was said on stderr."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, errors.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of the workspace, a copy that may be changed."""
    made = tmp_path / "shop"
    original = Path(__file__).parents[1] / "registry/workspace"
    shutil.copytree(original, made, symlinks=True)
    return made


@pytest.fixture
def workspace(folder: Path) -> Workspace:
    """Give the workspace itself."""
    return load_workspace(folder / "evtool.yaml")


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Running]]:
    """Give a function that starts the platform; what still runs afterwards is killed."""
    with (folder / "evtool.yaml").open("a") as file:
        file.write("dev: {registry_port: 0, streams_port: 0, live_port: 0}\nintake: {port: 0}\n")
    started: list[Running] = []

    def begin(*options: str) -> Running:
        started.append(Running(folder, *options))
        return started[-1]

    yield begin
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()
