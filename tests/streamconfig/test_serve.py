"""The service as a process: signals, slow clients, a reload under load."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.network

STREAMS = "streams: {page.change: {schema_title: page/change}, other: {}}\n"


class Service:
    """A running service."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "evtool", "-C", folder, "streams", "serve", "--port", "0"],
            stderr=subprocess.PIPE,
            text=True,
        )
        self.log: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()
        self.wait(lambda: any("service.ready" in line for line in self.log))
        line = next(line for line in self.log if line.startswith("serving "))
        self.url = line.split()[1].removesuffix("/v1/streams")

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.log.append(line)

    @staticmethod
    def wait(condition: Callable[[], bool]) -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < deadline, "it takes too long"
            time.sleep(0.02)

    def get(self, path: str) -> Any:
        """The JSON behind a path."""
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:  # noqa: S310 - loopback
            return json.load(answer)

    def end(self, number: signal.Signals) -> int:
        """Send a signal, and wait for the exit code."""
        self.process.send_signal(number)
        return self.process.wait(20)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Give a service on a small workspace."""
    (tmp_path / "evtool.yaml").write_text("version: 1\nstreams: {files: [streams.yaml]}\n")
    (tmp_path / "streams.yaml").write_text(STREAMS)
    made = Service(tmp_path)
    yield made
    if made.process.poll() is None:
        made.process.kill()
    made.process.wait()
    assert made.process.stderr
    made.process.stderr.close()


def test_from_start_to_end(service: Service, tmp_path: Path) -> None:
    """It answers, reads a changed file on SIGHUP, logs JSON, and ends with 0 on SIGTERM."""
    assert service.get("/v1/streams/page.change")["settings"]["schema_title"] == "page/change"
    (tmp_path / "streams.yaml").write_text(STREAMS.replace("other", "new"))
    service.process.send_signal(signal.SIGHUP)
    service.wait(lambda: any("configuration.changed" in line for line in service.log))
    assert service.get("/v1/streams/new")["stream"] == "new"
    assert service.end(signal.SIGTERM) == 0
    told = [json.loads(line) for line in service.log if line.startswith("{")]
    assert {"service.ready", "http.request", "configuration.changed"} <= {
        one["event"] for one in told
    }
    assert not any("Traceback" in line for line in service.log)


def test_a_broken_file_under_load(service: Service, tmp_path: Path) -> None:
    """Every request is answered from the last good version."""
    answers: list[Any] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            answers.append(service.get("/v1/streams/page.change")["settings"]["schema_title"])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    (tmp_path / "streams.yaml").write_text("streams: [")
    service.process.send_signal(signal.SIGHUP)
    service.wait(lambda: any("configuration.failed" in line for line in service.log))
    service.wait(lambda: len(answers) > 200)
    stop.set()
    for thread in threads:
        thread.join()
    assert set(answers) == {"page/change"}
    assert service.get("/healthz")["status"] == "stale"


def test_slow_clients_keep_nobody_out(service: Service) -> None:
    """Connections that say nothing, or say it slowly, do not stop it; Ctrl-C ends it with 0."""
    port = int(service.url.rpartition(":")[2])
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(300)]
    for one in slow[::2]:
        one.send(b"GET /v1/streams HT")
    assert service.get("/healthz")["status"] == "ok"
    assert service.end(signal.SIGINT) == 0
    for one in slow:
        one.close()


def test_what_cannot_be_served(tmp_path: Path) -> None:
    """A busy port and a broken file end it with 2, and a sentence."""
    (tmp_path / "evtool.yaml").write_text("version: 1\nstreams: {files: [streams.yaml]}\n")
    command = [sys.executable, "-m", "evtool", "-C", str(tmp_path), "streams", "serve", "--port"]
    done = subprocess.run([*command, "0"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no such file" in done.stderr
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        done = subprocess.run([*command, port], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "is busy" in done.stderr
