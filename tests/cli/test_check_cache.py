"""`evtool check` remembers what it came to, for as long as nothing changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import evtool.cli.check

Evtool = Callable[..., Any]


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """List the checks that were really made."""
    made: list[object] = []
    check = evtool.cli.check.run_rules

    def counted(request: Any) -> Any:
        made.append(request)
        return check(request)

    monkeypatch.setattr(evtool.cli.check, "run_rules", counted)
    return made


def remembered(workspace: Path) -> list[Path]:
    """The files of remembered outcomes."""
    return sorted((workspace / ".evtool/cache/checks").glob("*.json"))


def findings(done: Any) -> Any:
    """The findings of a report in JSON."""
    return json.loads(done.out)["findings"]


def test_nothing_is_checked_twice(evtool: Evtool, workspace: Path, checks: list[object]) -> None:
    """A second run tells the same, with the same exit code, without checking."""
    path = workspace / "secondary/shop/gift/current.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("title: shop/gift\ntype: object\n", encoding="utf-8")
    first, second = (evtool("check", "--format", "json", "-v") for _ in range(2))
    assert len(checks) == 1
    assert findings(first)
    assert findings(first) == findings(second)
    assert first.code == second.code == 1
    assert first.err.partition(" (")[0] == second.err.partition(" (")[0]


def test_every_change_counts(evtool: Evtool, workspace: Path, checks: list[object]) -> None:
    """Another content, name, option or configuration is checked; going back is known."""
    evtool("check")
    source = next(workspace.rglob("current.yaml"))
    text = source.read_text(encoding="utf-8")
    source.write_text(f"{text}# changed\n", encoding="utf-8")
    evtool("check")
    assert len(checks) == 2
    source.write_text(text, encoding="utf-8")
    evtool("check")
    assert len(checks) == 2
    (source.parent / "notes.txt").touch()
    evtool("check")
    evtool("check", "--ignore", "example")
    assert len(checks) == 4
    (workspace / ".evtool-baseline.json").write_text('{"findings": []}', encoding="utf-8")
    evtool("check")
    assert len(checks) == 5


@pytest.mark.parametrize("option", [("--no-cache",), ("--fix",), ("--write-baseline",), ("PATH",)])
def test_some_runs_always_check(
    evtool: Evtool, workspace: Path, checks: list[object], option: tuple[str, ...]
) -> None:
    """What repairs, accepts, or looks at single files does not go by memory, nor adds to it."""
    words = [str(next(workspace.rglob("current.yaml"))) if one == "PATH" else one for one in option]
    evtool("check", *words)
    evtool("check", *words)
    assert len(checks) >= 2
    assert not remembered(workspace)


def test_the_environment_switches_it_off(
    evtool: Evtool, workspace: Path, checks: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`EVTOOL_CHECK_NO_CACHE` is the option."""
    monkeypatch.setenv("EVTOOL_CHECK_NO_CACHE", "1")
    evtool("check")
    evtool("check")
    assert len(checks) == 2
    assert not remembered(workspace)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"form": 0}', '{"form": 1, "rules": 5}'])
def test_what_cannot_be_read_is_checked_anew(
    evtool: Evtool, workspace: Path, checks: list[object], content: str
) -> None:
    """A broken file in the folder of caches harms nobody."""
    first = evtool("check", "-v")
    for path in remembered(workspace):
        path.write_text(content, encoding="utf-8")
    assert evtool("check", "-v").out == first.out
    assert len(checks) == 2


def test_few_outcomes_are_kept(evtool: Evtool, workspace: Path) -> None:
    """The folder does not grow without end, and git does not see it."""
    source = next(workspace.rglob("current.yaml"))
    for number in range(23):
        source.write_text(f"title: number {number}\n", encoding="utf-8")
        evtool("check", "--select", "structure.title-mismatch")
    assert len(remembered(workspace)) == 20
    assert (workspace / ".evtool/cache/checks/.gitignore").read_text(encoding="utf-8") == "*\n"


def test_addresses_are_asked(evtool: Evtool, workspace: Path, checks: list[object]) -> None:
    """What is behind an address may change without a trace here: that is not remembered."""
    source = next(workspace.rglob("current.yaml"))
    text = "title: a\nproperties:\n  x: {$ref: 'https://example.org/x'}\n"
    source.write_text(text, encoding="utf-8")
    evtool("--offline", "check")
    evtool("--offline", "check")
    assert len(checks) == 2
