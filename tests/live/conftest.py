"""A new workspace with the intake and the live page running in it, as `evtool dev` runs them."""

from __future__ import annotations

import json
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import pytest

from evtool.files import write_all
from evtool.scaffold import plan_scaffold

PATIENCE = 60.0
ORDER: dict[str, Any] = {
    "$schema": "/shop/order/1.1.0",
    "meta": {"stream": "shop.order"},
    "dt": "2026-01-15T09:30:00Z",
    "order_id": "A-1",
    "item_name": "tea pot",
    "quantity": 2,
}


class Platform:
    """`evtool dev` as a process, with the URLs of its services."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "evtool", "dev", *options]
        self.folder = folder
        self.process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE)
        self.events: list[dict[str, Any]] = []
        self.http = httpx.Client(trust_env=False, timeout=PATIENCE)

    @cached_property
    def urls(self) -> dict[str, str]:
        """Where each service listens; this waits for them."""
        return {one["name"]: one["url"] for one in self.wait("dev.ready")["services"]}

    @property
    def live(self) -> str:
        """The URL of the live page."""
        return self.urls["live"]

    def wait(self, name: str, **fields: object) -> dict[str, Any]:
        """The first event of this name with these fields."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for event in self.events:
                if event["event"] == name and fields.items() <= event.items():
                    return event
            self._read()
        raise AssertionError(f"no {name} among {self.events}")

    def post(self, *events: object) -> httpx.Response:
        """Post events to the intake."""
        body = json.dumps(events[0] if len(events) == 1 else events).encode()
        headers = {"content-type": "application/json"}
        return self.http.post(f"{self.urls['intake']}/v1/events", content=body, headers=headers)

    def get(self, path: str, **parameters: object) -> httpx.Response:
        """Ask the live page for something."""
        return self.http.get(self.live + path, params=parameters)  # type: ignore[arg-type]

    def end(self) -> int:
        """End it in order; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=PATIENCE)
        self.http.close()
        return self.process.returncode

    def _read(self) -> None:
        assert self.process.stdout is not None
        if select.select([self.process.stdout], [], [], 0.1)[0]:
            line = self.process.stdout.readline()
            assert line, f"it ended: {self.events}"
            self.events.append(json.loads(line))


@pytest.fixture
def workspace_folder(tmp_path: Path) -> Path:
    """Give the folder of a workspace as `evtool init` makes it, with ports that are free."""
    folder = tmp_path / "shop"
    write_all(plan_scaffold(folder).writes)
    with (folder / "evtool.yaml").open("a") as file:
        file.write("dev: {registry_port: 0, streams_port: 0, live_port: 0}\nintake: {port: 0}\n")
    return folder


@pytest.fixture
def run(workspace_folder: Path) -> Iterator[Callable[..., Platform]]:
    """Give a function that starts the platform; what still runs afterwards is killed."""
    started: list[Platform] = []

    def begin(*options: str) -> Platform:
        made = Platform(workspace_folder, *options)
        started.append(made)
        assert made.urls
        return made

    yield begin
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()
        one.http.close()


@pytest.fixture
def order() -> dict[str, Any]:
    """Give an event that the intake accepts."""
    return json.loads(json.dumps(ORDER))  # type: ignore[no-any-return]
