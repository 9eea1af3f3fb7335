"""Several connectors in one process, which follow the configuration."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evtool.connectors.runner import member as member_module
from evtool.connectors.runner import patience, team
from evtool.connectors.runner.status import statuses
from evtool.connectors.runner.team import Team
from evtool.connectors.sinks.memory import STORES, MemoryStore
from evtool.connectors.state import changes, last_run
from evtool.errors import ConfigurationError
from evtool.log.record import Entry
from evtool.log.sqlite.log import SqliteLog
from evtool.workspace import load_workspace

STREAMS = "shop: {schema_title: shop}\npage: {schema_title: page}\n"
TWO = """version: 1
streams: {files: [streams.yaml]}
connectors:
  one: {type: memory, store: one, streams: [shop], batch_seconds: 0.01}
  two: {type: memory, store: two, streams: [shop], batch_seconds: 0.01}
"""


class Running:
    """A team in a thread, and the files that it follows."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.log = SqliteLog(root / ".evtool" / "log.db")
        self.stop = threading.Event()
        self.code: int | None = None
        self.error: BaseException | None = None
        self.team: Team | None = None

    def write(self, configuration: str, streams: str = STREAMS) -> None:
        """Write both files."""
        (self.root / "streams.yaml").write_text(streams, encoding="utf-8")
        (self.root / "evtool.yaml").write_text(configuration, encoding="utf-8")

    def append(self, topic: str, count: int) -> None:
        """Append some events."""
        event = json.dumps({"$schema": "/x/1.0.0", "meta": {"stream": topic}}).encode()
        self.log.append([Entry(topic, event, 0) for _ in range(count)])

    def start(self, *names: str) -> None:
        """Start a team."""
        self.team = Team(load_workspace(self.root / "evtool.yaml"), names)
        threading.Thread(target=self._run, args=[self.team], daemon=True).start()

    def _run(self, started: Team) -> None:
        try:
            self.code = started.run(self.stop.wait)
        except BaseException as error:  # noqa: BLE001 - looked at by the test
            self.error = error
            self.code = -1

    def wait(self, until: Callable[[], bool]) -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + 20
        while not until():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def end(self) -> int | None:
        """End it; the exit code."""
        self.stop.set()
        self.wait(lambda: self.code is not None)
        return self.code


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """Give a workspace; whatever runs in it is ended."""
    for module in (member_module, patience):
        monkeypatch.setattr(module, "pause", lambda _: 0.001)
    monkeypatch.setattr(team, "INTERVAL", 0.02)
    made = Running(tmp_path)
    for name in ("one", "two"):
        STORES[name] = MemoryStore()
    yield made
    if made.team is not None:
        made.end()
    made.log.close()
    STORES.clear()


def _count(name: str) -> int:
    return len(STORES[name].records)


def test_each_connector_gets_everything(running: Running) -> None:
    """Connectors have groups of their own; the end in order has exit code 0."""
    running.write(TWO)
    running.append("shop", 20)
    running.start()
    running.wait(lambda: _count("one") == _count("two") == 20)
    found = statuses(running.root / ".evtool")
    assert set(found) <= {"one", "two"}
    assert running.end() == 0
    assert statuses(running.root / ".evtool") == {}
    assert set(last_run(running.root / ".evtool")) == {"one", "two"}


def test_a_crash_of_one_leaves_the_other(running: Running, caplog: Any) -> None:
    """A bug ends one connector after some attempts; the process ends with 3 in the end."""
    running.write(TWO)

    def crash(_: object) -> None:
        raise KeyError("a bug")

    STORES["one"].before = crash
    running.append("shop", 5)
    running.start()
    running.wait(lambda: _count("two") == 5)
    assert running.team is not None
    running.wait(lambda: not running.team.members["one"].is_alive)  # type: ignore[union-attr]
    running.append("shop", 5)
    running.wait(lambda: _count("two") == 10)
    assert running.end() == 3
    assert "met a bug and stops" in caplog.text


def test_a_wrong_connector_ends_the_process_when_it_is_the_only_one(running: Running) -> None:
    """Its error is that of the run."""
    running.write(TWO)

    def refuse() -> None:
        raise ConfigurationError("the table has other columns")

    STORES["one"].at_open = refuse
    running.append("shop", 1)
    running.start("one")
    running.wait(lambda: running.code is not None)
    assert isinstance(running.error, ConfigurationError)


def test_streams_are_followed(running: Running) -> None:
    """A stream that names a connector is delivered without a restart of the process."""
    running.write(TWO)
    running.append("shop", 3)
    running.append("page", 4)
    running.start()
    running.wait(lambda: _count("one") == 3)
    running.write(TWO, STREAMS + "more: {schema_title: m, consumers: {one: {enabled: true}}}\n")
    running.append("more", 2)
    running.wait(lambda: _count("one") == 5)
    assert _count("two") == 3


def test_connectors_come_and_go(running: Running) -> None:
    """A new connector starts, one that is gone ends, and a wrong file changes nothing."""
    head, one, two = TWO.partition("  one:")[0], *TWO.splitlines()[3:]
    running.write(f"{head}{one}\n")
    running.append("shop", 3)
    running.start()
    running.wait(lambda: _count("one") == 3)
    running.write(f"{head}{one}\n  bad: {{type: nothing}}\n")
    time.sleep(0.2)
    assert running.team is not None
    assert list(running.team.members) == ["one"]
    running.write(f"{head}{two}\n")
    running.wait(lambda: _count("two") == 3)
    running.wait(lambda: list(running.team.members) == ["two"])  # type: ignore[union-attr]
    assert running.end() == 0


def test_the_plan_tells_what_changes(running: Running) -> None:
    """Against the last run connectors start, change, stay and stop."""
    from evtool.connectors.assembly import assemble

    running.write(TWO)
    running.start("one")
    running.wait(lambda: bool(last_run(running.root / ".evtool")))
    running.end()
    before = last_run(running.root / ".evtool")

    def verbs() -> dict[str, tuple[str, str]]:
        now = assemble(load_workspace(running.root / "evtool.yaml")).connectors
        return {change.name: (change.verb, change.why) for change in changes(before, now)}

    assert verbs() == {"one": ("stays", ""), "two": ("starts", "is new")}
    running.write(TWO.replace("streams: [shop]", "streams: [page]"))
    assert verbs()["one"] == ("changes", "+page, -shop")
    running.write(TWO.replace("one:", "other:"))
    assert verbs()["one"][0] == "stops"


def test_the_end_is_bounded(running: Running, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    """A store that does not answer holds the end up for a while only; nothing is committed."""
    monkeypatch.setattr(team, "DRAIN_SECONDS", 0.2)
    running.write(TWO)
    stuck, go_on = threading.Event(), threading.Event()

    def hang(_: object) -> None:
        stuck.set()
        go_on.wait(20)

    STORES["one"].before = hang
    running.append("shop", 5)
    running.start("one")
    assert stuck.wait(10)
    started = time.monotonic()
    running.end()
    assert time.monotonic() - started < 5
    assert not running.log.committed("evtool-connect-one")
    assert "does not end" in caplog.text
    go_on.set()


def test_unknown_names_are_refused(running: Running) -> None:
    """A connector that is not configured is answered with the nearest one."""
    running.write(TWO)
    made = Team(load_workspace(running.root / "evtool.yaml"), ("onee",))
    with pytest.raises(ConfigurationError) as caught:
        made.run(running.stop.wait)
    assert "one" in (caught.value.hint or "")
