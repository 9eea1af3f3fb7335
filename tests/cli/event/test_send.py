"""`evtool event send`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evtool.cli.base import Invocation
from evtool.cli.event.files import named
from evtool.cli.event.target import intake_url
from evtool.errors import EvtoolError

pytestmark = pytest.mark.network
Evtool = Callable[..., Any]


def test_events_of_files_are_sent(evtool: Evtool, notes: Path, service: Any) -> None:
    """And counted."""
    (notes / "a.jsonl").write_text('{"text": "a"}\n{"text": "b"}\n')
    (notes / "b.json").write_text('[{"text": "c"}]')
    found = evtool("event", "send", "a.jsonl", "b.json", "--url", service.url)
    assert (found.code, found.out) == (0, "")
    assert f"3 events accepted by {service.url}/v1/events" in found.err
    assert [event["text"] for event in service.events] == ["a", "b", "c"]


def test_refused_events_are_told_by_line(evtool: Evtool, notes: Path, service: Any) -> None:
    """Exit 1; the others are sent."""
    (notes / "a.jsonl").write_text('{"text": "a"}\n\n{"text": "no"}\n{"text": \n{"text": "b"}\n')
    found = evtool("event", "send", "a.jsonl", "--url", service.url, "--batch", "1")
    assert found.code == 1
    assert found.lines[0] == "a.jsonl:3: invalid '.text' is bad"
    assert found.lines[1].startswith("a.jsonl:4: unparsable not JSON")
    assert "2 events accepted, 2 refused" in found.err


def test_options_become_parameters(evtool: Evtool, service: Any) -> None:
    """The key is a header."""
    run = ("event", "send", "--url", service.url, "--key", "secret")
    found = evtool(*run, "--hasty", "--dry-run", stdin="{}")
    assert service.paths == ["/v1/events?hasty=true&dry_run=true"]
    assert service.keys == ["secret"]
    assert "1 events would be accepted" in found.err
    assert f"1 events sent to {service.url}" in evtool(*run, "--hasty", stdin="{}").err


def test_examples_are_new_events_each_time(evtool: Evtool, notes: Path, service: Any) -> None:
    """No identifier is used twice, so that nothing drops them as repetitions."""
    assert notes.exists()
    for _ in range(2):
        run = ("event", "send", "--example", "notes", "--count", "3")
        assert evtool(*run, "--url", service.url).code == 0
    assert len({event["meta"]["id"] for event in service.events}) == 6
    assert {event["$schema"] for event in service.events} == {"/shop/note/1.1.0"}
    assert evtool("event", "send", "--example", "notes", "a.jsonl").code == 2


def test_an_intake_that_is_away_is_told(evtool: Evtool) -> None:
    """Exit 2, with how to start one."""
    found = evtool("event", "send", "--url", "http://127.0.0.1:9", "--retries", "0", stdin="{}")
    assert found.code == 2
    assert "no intake answers at http://127.0.0.1:9/v1/events" in found.err
    assert "evtool intake run" in found.err


@pytest.mark.parametrize(
    ("section", "url"),
    [
        ("", "http://127.0.0.1:8192"),
        ("intake: {port: 9000}", "http://127.0.0.1:9000"),
        ("intake: {host: 0.0.0.0}", "http://127.0.0.1:8192"),
        ("intake: {host: '::1'}", "http://[::1]:8192"),
    ],
)
def test_the_workspace_knows_its_intake(workspace: Path, section: str, url: str) -> None:
    """Where it listens is where we send to."""
    with (workspace / "evtool.yaml").open("a") as file:
        file.write(section)
    assert intake_url(Invocation(directory=workspace)) == url


def test_without_the_extra_a_url_is_needed(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the error says so."""
    monkeypatch.setitem(sys.modules, "evtool.intake.config", None)
    with pytest.raises(EvtoolError) as caught:
        intake_url(Invocation(directory=workspace))
    assert "--url" in (caught.value.hint or "")


def test_a_terminal_without_events_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody types events; elsewhere they come from stdin."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: False))
    assert named(()) == ["-"]
    assert named(["a", "b", "a"]) == ["a", "b"]
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    with pytest.raises(EvtoolError, match="no events are given"):
        named(())


def test_progress_is_for_terminals(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere nothing is printed."""
    from evtool.cli.console import counter

    with counter("sent") as moved:
        moved(3)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with counter("sent") as moved:
        moved(1200)


def test_examples_are_json(evtool: Evtool, notes: Path, service: Any) -> None:
    """One line each."""
    assert notes.exists()
    printed = evtool("event", "example", "notes", "--count", "4", "--compact")
    assert evtool("event", "send", "--url", service.url, stdin=printed.out).code == 0
    assert service.events == [json.loads(line) for line in printed.lines]
