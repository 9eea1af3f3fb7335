"""`evtool rules`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from evtool.rules.registry import rules

Evtool = Callable[..., Any]


def test_list(evtool: Evtool) -> None:
    """Every rule once, with its severity, whether it can be fixed, and its law."""
    done = evtool("rules")
    assert done.code == 0
    assert [line.split("\t")[0] for line in done.lines] == list(rules())
    row = next(line for line in done.lines if line.startswith("structure.latest-missing"))
    assert row.split("\t")[1:3] == ["error", "yes"]


def test_formats(evtool: Evtool) -> None:
    """The list for scripts, and names only."""
    document = json.loads(evtool("rules", "--format", "json").out)
    assert document["version"] == 1
    assert {one["rule"] for one in document["rules"]} == set(rules())
    assert evtool("rules", "yaml", "--format", "plain").lines == [
        "yaml.syntax", "yaml.duplicate-key", "yaml.encoding", "yaml.implicit-timestamp",
    ]  # fmt: skip


def test_explain(evtool: Evtool) -> None:
    """What a rule asks for, why, an example and the repair."""
    done = evtool("rules", "robustness.snake-case")
    assert done.lines[0] == "robustness.snake-case (error)"
    for part in ("Why: SQL engines", "Example:", "    pageId:", "Repair: rename"):
        assert part in done.out
    assert all(len(line) <= 100 for line in done.lines)
    document = json.loads(evtool("rules", "robustness.snake-case", "--format", "json").out)
    assert document["rule"] == "robustness.snake-case"
    assert document["why"].startswith("SQL engines")


def test_misspelt(evtool: Evtool) -> None:
    """A rule that does not exist is answered with the nearest."""
    done = evtool("rules", "robustness.snakecase")
    assert done.code == 2
    assert "did you mean 'robustness.snake-case'" in done.err


def test_it_needs_no_workspace(evtool: Evtool, monkeypatch: Any, tmp_path: Any) -> None:
    """The rules are the same everywhere."""
    monkeypatch.chdir(tmp_path)
    assert evtool("rules").code == 0
