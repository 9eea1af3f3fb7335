"""`evtool event validate`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Evtool = Callable[..., Any]

GOOD = {"$schema": "/shop/note/1.1.0", "meta": {"stream": "notes"}, "text": "good"}
LONG = {**GOOD, "text": "too long"}


def lines(*events: Any) -> str:
    """Events as JSON lines."""
    return "".join(f"{json.dumps(one)}\n" for one in events)


def test_valid_events_are_fine(evtool: Evtool, notes: Path) -> None:
    """From a file, an array, or stdin; with a summary."""
    (notes / "a.jsonl").write_text(lines(GOOD, GOOD))
    (notes / "b.json").write_text(json.dumps([GOOD], indent=2))
    found = evtool("event", "validate", "a.jsonl", "b.json")
    assert (found.code, found.out) == (0, "")
    assert "3 events: 3 valid, 0 invalid" in found.err
    assert evtool("event", "validate", stdin=lines(GOOD)).code == 0
    assert evtool("event", "validate", "-", stdin=lines(GOOD)).code == 0


def test_invalid_events_are_told_with_place_and_reason(evtool: Evtool, notes: Path) -> None:
    """Exit 1; the reason is the type that the intake answers with."""
    (notes / "a.jsonl").write_text(lines(GOOD, LONG))
    found = evtool("event", "validate", "a.jsonl", "--format", "concise")
    column = json.dumps(LONG).index('"text"') + 1
    assert found.code == 1
    assert found.lines == [
        f"a.jsonl:2:{column}: error event.invalid text should NOT be longer than 5 characters"
    ]
    assert "2 events: 1 valid, 1 invalid" in found.err


def test_people_see_the_line(evtool: Evtool, notes: Path) -> None:
    """With a marker and the repair; of stdin too."""
    assert notes.exists()
    found = evtool("event", "validate", "--format", "full", stdin=json.dumps(LONG, indent=1))
    assert '"text": "too long"' in found.out
    assert "help: write at most 5 characters" in found.out


def test_programs_get_json(evtool: Evtool, notes: Path) -> None:
    """The document of all checks."""
    (notes / "a.jsonl").write_text(lines(LONG))
    found = evtool("event", "validate", "a.jsonl", "--format", "json")
    (finding,) = json.loads(found.out)["findings"]
    assert (finding["pointer"], finding["schema"]) == ("/text", "/shop/note/1.1.0")
    assert (finding["path"], finding["line"], finding["stream"]) == ("a.jsonl", 1, "notes")


def test_another_schema_and_no_streams(evtool: Evtool, notes: Path) -> None:
    """Whatever the events say."""
    assert notes.exists()
    other = {**GOOD, "$schema": "/no/such/1.0.0", "meta": {"stream": "nowhere"}}
    run = ("event", "validate", "--format", "concise")
    assert "schema_not_found" in evtool(*run, stdin=lines(other)).out
    found = evtool(*run, "--schema", "shop/note", stdin=lines(other))
    assert "stream_undeclared" in found.out
    assert evtool(*run, "--schema", "shop/note", "--no-streams", stdin=lines(other)).code == 0
    assert evtool(*run, "--schema", "no/such", stdin="").code == 2


def test_broken_lines_spoil_no_others(evtool: Evtool, notes: Path) -> None:
    """Each is an invalid event."""
    assert notes.exists()
    found = evtool("event", "validate", "--format", "concise", stdin=lines(GOOD) + "{\n")
    assert found.lines[0].startswith("<stdin>:2:1: error event.unparsable")
    assert "2 events: 1 valid, 1 invalid" in found.err


def test_what_is_left_out_is_said(
    evtool: Evtool, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody reads thousands of findings."""
    assert notes.exists()
    monkeypatch.setattr("evtool.intake.offline.findings.MOST", 1)
    found = evtool("event", "validate", "--format", "concise", stdin=lines(LONG, LONG, LONG))
    assert len(found.lines) == 1
    assert "2 more invalid events" in found.err


def test_what_is_missing_is_named(
    evtool: Evtool, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2: a file, or the extra."""
    assert notes.exists()
    found = evtool("event", "validate", "nowhere.jsonl")
    assert (found.code, "cannot be read" in found.err) == (2, True)
    monkeypatch.setattr("evtool.cli.extras.find_spec", lambda _: None)
    found = evtool("event", "validate", stdin="")
    assert found.code == 2
    assert "pip install 'evtool[intake]'" in found.err
