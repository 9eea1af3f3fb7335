"""The platform as a whole: `evtool dev` as a process of its own, on a free port."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from evtool.dev.event import Event
from evtool.dev.planner import Round
from evtool.dev.stack import Order, run_stack
from evtool.workspace import find_workspace

PATIENCE = 20.0
Start = Callable[..., Any]
ORDER = "schemas/shop/order/current.yaml"


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    with contextlib.suppress(OSError):
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    return False


def gone(pids: list[int]) -> bool:
    """Whether processes end within a few seconds."""
    deadline = time.monotonic() + PATIENCE
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(map(is_running, pids))


def replace(path: Path, old: str, new: str) -> None:
    """Save a file with one text replaced."""
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.network
def test_a_day_at_work(folder: Path, start: Start) -> None:
    """Serve, edit, break, repair, and end in order."""
    dev = start()
    head = dev.wait("dev.ready")
    assert (head["workspace"], head["schemas"], head["watching"]) == ("shop", 2, ["main"])
    assert dev.wait("schemas.checked")["pending"] == 0
    assert httpx.get(f"{dev.url}/main/shop/order/latest").text.startswith("title: shop/order")

    replace(folder / ORDER, "/shop/order/1.1.0", "/shop/order/1.2.0")
    pending = dev.wait("schema.pending", schema="shop/order 1.2.0")
    assert pending["writes"][0] == {"path": "schemas/shop/order/1.2.0.yaml", "kind": "create"}
    assert "evtool schema materialize" in pending["hint"]

    replace(folder / ORDER, "type: object", "type: [object")
    failed = dev.wait("schema.failed", path=ORDER)
    assert failed["level"] == "error"
    assert failed["line"] > 1

    (folder / "schemas/shop/order/1.5.0.yaml").write_text("title: by hand\n")
    assert httpx.get(f"{dev.url}/main/shop/order/1.5.0").text == "title: by hand\n"

    children = dev.children()
    assert dev.end(signal.SIGTERM) == (0, "")
    assert gone(children)


@pytest.mark.network
def test_a_new_configuration_is_served(folder: Path, start: Start) -> None:
    """A broken file keeps the last good one; a good one is served without a lost request."""
    dev = start()
    dev.wait("schemas.checked")
    good = (folder / "evtool.yaml").read_text()
    (folder / "evtool.yaml").write_text(f"{good}nonsense: 1\n")
    assert dev.wait("configuration.failed")["line"] == 7
    assert httpx.get(f"{dev.url}/main/").is_success
    (folder / "evtool.yaml").write_text(good.replace("name: main", "name: renamed"))
    dev.wait("configuration.loaded", repositories=["renamed"])
    dev.wait("service.ready")
    assert httpx.get(f"{dev.url}/renamed/shop/order/1.0.0", timeout=PATIENCE).is_success
    assert dev.end(signal.SIGINT) == (0, "")


@pytest.mark.network
def test_a_crash_is_survived(start: Start) -> None:
    """The service starts again on the same port; requests wait for it."""
    dev = start()
    url, (child, *_) = dev.url, dev.children()
    os.kill(child, signal.SIGKILL)
    assert dev.wait("service.crashed")["exit_code"] == -signal.SIGKILL
    assert httpx.get(f"{url}/healthz", timeout=PATIENCE).json() == {"status": "ok"}
    assert dev.end(signal.SIGTERM)[0] == 0


@pytest.mark.network
@pytest.mark.skipif(sys.platform != "linux", reason="children are listed in /proc")
def test_no_child_outlives_a_killed_parent(start: Start) -> None:
    """SIGKILL leaves the supervisor no time, and still nothing runs on."""
    dev = start()
    url, children = dev.url, dev.children()
    assert children
    assert all(map(is_running, children))
    assert dev.end(signal.SIGKILL)[0] == -signal.SIGKILL
    assert gone(children)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/healthz")


@pytest.mark.network
def test_nobody_reads_any_more(start: Start) -> None:
    """`evtool dev | head -1` ends quietly."""
    dev = start("-v")
    url, children = dev.url, dev.children()
    assert dev.process.stdout is not None
    dev.process.stdout.close()
    dev.process.stdout = None
    deadline = time.monotonic() + PATIENCE
    with contextlib.suppress(httpx.HTTPError):  # each request is a line that nobody reads
        while time.monotonic() < deadline:
            httpx.get(f"{url}/healthz")
    assert dev.process.wait(PATIENCE) == 0
    assert gone(children)


@pytest.mark.network
def test_only_the_registry(folder: Path, start: Start) -> None:
    """Without the watch nothing is checked; with -v requests are logged."""
    dev = start("--only", "registry", "-v")
    httpx.get(f"{dev.url}/main/nope/1.0.0")
    request = dev.wait("http.request")
    assert (request["path"], request["status"], request["level"]) == (
        "/main/nope/1.0.0",
        404,
        "debug",
    )
    replace(folder / ORDER, "type: object", "type: [object")
    time.sleep(0.3)
    dev.end(signal.SIGTERM)
    assert not [event for event in dev.events if event["source"] == "schemas"]


def test_only_the_watch(folder: Path, start: Start) -> None:
    """Without services there are no processes; a fresh workspace is checked all the same."""
    for file in folder.glob("schemas/**/*"):
        if not file.is_dir() and file.name != "current.yaml":
            file.unlink()
    dev = start("--only", "watch")
    assert dev.wait("dev.ready")["services"] == []
    summary = dev.wait("schemas.checked")
    assert (summary["failed"], summary["pending"]) == (0, 2)
    assert dev.children() == []
    assert dev.end(signal.SIGTERM) == (0, "")


def test_a_bug_ends_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong in evtool itself is told with its traceback, and watching goes on."""
    looks = iter([ZeroDivisionError("of ours"), None])

    def look(*_: object) -> Round:
        error = next(looks)
        if error:
            (folder / "schemas/new.yaml").write_text("x: 1\n")
            raise error
        os.kill(os.getpid(), signal.SIGTERM)
        return Round()

    monkeypatch.setattr("evtool.dev.stack.Planner.look", look)
    told: list[Event] = []
    order = Order(lambda: find_workspace(folder), frozenset({"watch"}))
    run_stack(order, told.append, lambda: None)
    names = ["dev.ready", "dev.bug", "dev.stopping", "dev.stopped"]
    assert [event.name for event in told] == names
    assert "ZeroDivisionError: of ours" in told[1].fields["traceback"]


@pytest.mark.network
def test_a_further_ctrl_c_forces(start: Start) -> None:
    """Whoever does not want to wait for a stuck service presses twice."""
    dev = start()
    dev.wait("dev.ready")
    child, *_ = dev.children()
    os.kill(child, signal.SIGSTOP)
    dev.process.send_signal(signal.SIGINT)
    dev.wait("dev.stopping")
    time.sleep(0.3)
    assert dev.end(signal.SIGINT)[0] == 130
    assert gone([child])


def test_names_that_are_no_text(folder: Path, start: Start) -> None:
    """A folder whose name is not UTF-8 is told, and ends nothing."""
    dev = start("--only", "watch")
    dev.wait("schemas.checked")
    strange = folder / "schemas" / os.fsdecode(b"bad\xff")
    strange.mkdir()
    (strange / "current.yaml").write_text("[")
    assert "bad\udcff" in dev.wait("schema.failed")["path"]
    replace(folder / ORDER, "/shop/order/1.1.0", "/shop/order/1.2.0")
    dev.wait("schema.pending")
    assert dev.end(signal.SIGTERM) == (0, "")
