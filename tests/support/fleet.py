"""Several workers of the intake as real processes, and clients that load them."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from evtool.log.record import TopicPartition
from evtool.log.sqlite.log import SqliteLog

PATIENCE = 30.0


class Fleet:
    """The supervisor and its workers, with what they say."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "evtool", "-C", str(folder), "intake", "run"]
        self.folder = folder
        self.process = subprocess.Popen(
            [*command, "--workers", "2", "--port", "0", "--admin-port", "0", *options],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        self.events: list[dict[str, Any]] = []
        self.raw = b""
        self._pending = b""

    def wait(self, name: str, count: int = 1, **fields: object) -> dict[str, Any]:
        """The event of this name with these fields that came as the nth."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = [
                one for one in self.events if one["event"] == name and fields.items() <= one.items()
            ]
            if len(found) >= count:
                return found[count - 1]
            self._read()
        raise AssertionError(f"no {name} among {self.events}")

    def _read(self) -> None:
        assert self.process.stderr is not None
        if select.select([self.process.stderr], [], [], 0.1)[0]:
            data = os.read(self.process.stderr.fileno(), 65536)
            assert data, f"it ended: {self.events}"
            self.raw += data
            *lines, self._pending = (self._pending + data).split(b"\n")
            self.events += [json.loads(line) for line in lines if line.startswith(b"{")]

    @property
    def port(self) -> int:
        """Where it listens."""
        url = str(self.wait("service.ready", source="intake")["url"])
        return int(url.rpartition(":")[2])

    def children(self) -> list[int]:
        """The workers."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()]

    def end(self) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        _, rest = self.process.communicate(timeout=PATIENCE)
        self.raw += rest
        return self.process.returncode

    def ids(self) -> list[str]:
        """The ids of all events in the log."""
        log = SqliteLog(self.folder / "log.db")
        records = log.read(TopicPartition("basic"), 0, 1_000_000)
        log.close()
        return [json.loads(record.value)["meta"]["id"] for record in records]


class Load(threading.Thread):
    """A client that posts one event after the other, and remembers which were taken."""

    def __init__(self, port: int, name: str) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._prefix = name
        self.taken: list[str] = []
        self.statuses: set[int] = set()
        self.going = True

    def run(self) -> None:
        """Post until told otherwise; a broken connection is made anew, its event lost."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=10)
        at = 0
        while self.going:
            at += 1
            given = f"{self._prefix}-{at}"
            try:
                status = post(connection, given)
            except (OSError, HTTPException):
                connection.close()
                continue
            self.statuses.add(status)
            if status == 201:
                self.taken.append(given)
        connection.close()


def post(connection: HTTPConnection, given: str, **headers: str) -> int:
    """Post an event with an id; the status."""
    event = {"$schema": "/basic/1.0.0", "meta": {"stream": "basic", "id": given}}
    fields = {"content-type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    connection.request("POST", "/v1/events", json.dumps(event), fields)
    response = connection.getresponse()
    response.read()
    return response.status


def post_once(port: int, given: str, **headers: str) -> int:
    """Post an event on a connection of its own; the status."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        return post(connection, given, **headers)
    finally:
        connection.close()
