"""Several processes of the intake behind one port: real processes, real sockets, a real log."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from evtool.log.record import TopicPartition
from evtool.log.sqlite.log import SqliteLog

PATIENCE = 30.0
SAMPLES = Path(__file__).parents[2] / "schema-repos/primary/jsonschema"
META = {"type": "object", "properties": {"stream": {"type": "string"}, "id": {"type": "string"}}}
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "/basic/1.0.0",
    "title": "basic",
    "type": "object",
    "properties": {"$schema": {"type": "string"}, "meta": META},
}
KEY = "0123456789abcdef-of-app"


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


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a workspace and returns its folder."""

    def write(log: str = "sqlite:log.db", **intake: Any) -> Path:
        place = tmp_path / "schemas/basic"
        place.mkdir(parents=True, exist_ok=True)
        (place / "1.0.0.yaml").write_text(json.dumps(SCHEMA))
        (tmp_path / "streams.yaml").write_text("streams: {basic: {schema_title: basic}}")
        repositories = [
            {"name": name, "role": "primary", "path": str(path)}
            for name, path in (("own", tmp_path / "schemas"), ("samples", SAMPLES))
        ]
        config = {"version": 1, "repositories": repositories, "log": log, "intake": intake}
        config["streams"] = {"files": ["streams.yaml"]}
        (tmp_path / "evtool.yaml").write_text(json.dumps(config))
        return tmp_path

    return write


@pytest.fixture
def start() -> Iterator[Callable[..., Fleet]]:
    """Give a function that starts workers; what still runs afterwards is killed."""
    started: list[Fleet] = []

    def begin(folder: Path, *options: str) -> Fleet:
        started.append(Fleet(folder, *options))
        return started[-1]

    yield begin
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()


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


def test_a_killed_worker_loses_nothing(folder: Any, start: Any) -> None:
    """Under load, twice: what was acknowledged is in the log, others serve on, it comes back."""
    fleet = start(folder())
    port = fleet.port
    clients = [Load(port, f"c{at}") for at in range(6)]
    for client in clients:
        client.start()
    for turn in range(2):
        time.sleep(0.7)
        victim = fleet.children()[turn % 2]
        os.kill(victim, signal.SIGKILL)
        before = sum(len(one.taken) for one in clients)
        time.sleep(0.3)
        assert sum(len(one.taken) for one in clients) > before, "the other one serves on"
        fleet.wait("service.ready", turn + 1, message="ready")
    for client in clients:
        client.going = False
    for client in clients:
        client.join(PATIENCE)
    assert fleet.end() == 0
    acknowledged = {given for client in clients for given in client.taken}
    kept = fleet.ids()
    assert len(acknowledged) > 100
    assert acknowledged <= set(kept)
    assert len(kept) == len(set(kept)), "nothing is there twice"
    assert set().union(*(client.statuses for client in clients)) == {201}


def test_signals_reach_the_workers(folder: Any, start: Any) -> None:
    """SIGHUP makes all read the files again; SIGTERM ends them in order, with exit code 0."""
    fleet = start(folder())
    port = fleet.port
    fleet.process.send_signal(signal.SIGHUP)
    for at in (1, 2):
        fleet.wait("configuration.changed", source=f"worker-{at}")
    children = fleet.children()
    assert len(children) == 2
    assert post_once(port, "one") == 201
    assert fleet.end() == 0
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    said = [json.loads(line)["event"] for line in fleet.raw.splitlines() if line[:1] == b"{"]
    assert said.count("service.stopped") == 3
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5).close()


def test_they_share_what_they_have_seen(folder: Any, start: Any) -> None:
    """An event that comes again through whichever worker is written once; also after a crash."""
    fleet = start(folder(deduplicate="10m"))
    port = fleet.port
    for _ in range(10):
        assert post_once(port, "the same") == 201
    os.kill(fleet.children()[0], signal.SIGKILL)
    fleet.wait("service.ready", message="ready")
    for _ in range(10):
        assert post_once(port, "the same") == 201
    assert fleet.end() == 0
    assert fleet.ids() == ["the same"]


def test_one_log_and_a_port_for_each(folder: Any, start: Any) -> None:
    """All lines are JSON on stderr, those of requests too, and no key is in them."""
    fleet = start(folder(keys={"app": {"key": KEY}}), "--access-log")
    port = fleet.port
    for at in range(20):
        assert post_once(port, f"{at}", x_api_key=KEY) == 201
    assert post_once(port, "x", x_api_key=KEY[:-1]) == 401
    admin = fleet.wait("service.ready", source="intake")["admin"]
    total = 0.0
    for url in admin:
        with urllib.request.urlopen(f"{url}/metrics", timeout=5) as answer:  # noqa: S310 - ours
            lines = answer.read().decode().splitlines()
        (line,) = [one for one in lines if one.startswith("evtool_intake_commit_entries_total")]
        total += float(line.split()[1])
    assert total == 20
    assert fleet.end() == 0
    lines = [json.loads(line) for line in fleet.raw.splitlines()]
    asked = [one for one in lines if one["event"] == "request.answered"]
    assert sorted(one["status"] for one in asked) == [201] * 20 + [401]
    assert {one["source"] for one in asked} <= {"worker-1", "worker-2"}
    assert KEY[:-1] not in fleet.raw.decode()


@pytest.mark.parametrize(
    ("options", "intake", "message"),
    [
        (["--host", "0.0.0.0"], {}, "not loopback"),  # noqa: S104 - it is refused
        ([], {"error_stream": 5}, "error_stream"),
        ([], {"log": "memory:"}, "several workers cannot share"),
        ([], {"log": "sqlite:/proc/none/log.db", "deduplicate": "1m"}, None),
    ],
)
def test_what_cannot_work_is_told(
    folder: Any, start: Any, options: list[str], intake: Any, message: str | None
) -> None:
    """With exit code 2, instead of workers that start again and again."""
    fleet = start(folder(**intake), *options)
    if message is None:
        assert fleet.port
        assert fleet.end() == 0
        return
    _, errors = fleet.process.communicate(timeout=PATIENCE)
    assert fleet.process.returncode == 2
    assert message in errors.decode()


def test_a_busy_port(folder: Any, start: Any) -> None:
    """Nobody else shares it by accident, not even with the same option."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        fleet = start(folder(), "--port", str(taken.getsockname()[1]))
        _, errors = fleet.process.communicate(timeout=PATIENCE)
    assert fleet.process.returncode == 2
    assert b"is busy" in errors


def test_workers_that_cannot_start(folder: Any, start: Any) -> None:
    """When none of them ever answers, the service ends, and says why."""
    place = folder()
    (place / "streams.yaml").write_text("streams: [")
    fleet = start(place)
    _, errors = fleet.process.communicate(timeout=PATIENCE)
    assert fleet.process.returncode == 2
    assert b"streams.yaml" in errors or b"service.failed" in errors
