"""Several processes of the intake behind one port: real processes, real sockets, a real log."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fleet import Fleet, Load, post_once
from small_workspace import STREAMS, write_workspace

PATIENCE = 30.0
KEY = "0123456789abcdef-of-app"


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a workspace and returns its folder."""

    def write(log: str = "sqlite:log.db", **intake: Any) -> Path:
        write_workspace(tmp_path, STREAMS, log, intake)
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


def test_they_share_what_is_left_of_a_rate(folder: Any, start: Any) -> None:
    """Whichever worker takes an event, it counts for all; also after a crash."""
    fleet = start(folder(rate={"events": 0.001, "burst": 12}))
    port = fleet.port
    statuses = [post_once(port, f"a{at}") for at in range(8)]
    os.kill(fleet.children()[0], signal.SIGKILL)
    fleet.wait("service.ready", message="ready")
    statuses += [post_once(port, f"b{at}") for at in range(20)]
    assert statuses == [201] * 12 + [429] * 16
    assert fleet.end() == 0
    assert len(fleet.ids()) == 12


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
