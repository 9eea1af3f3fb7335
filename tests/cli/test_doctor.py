"""`evtool doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evtool.cli.main import run


@pytest.fixture
def shop(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a workspace that the test stands in."""
    monkeypatch.chdir(repository)
    assert run(["init", "--no-hook"]) == 0
    return repository


@pytest.mark.usefixtures("shop")
def test_each_line_has_a_level_and_a_repair(capsys: pytest.CaptureFixture[str]) -> None:
    """Warnings alone end with 0."""
    capsys.readouterr()
    assert run(["doctor"]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert any(line.startswith("ok ") and "python" in line for line in lines)
    (warned,) = (at for at, line in enumerate(lines) if "git hook" in line)
    assert lines[warned].startswith("warning")
    assert lines[warned + 1].strip() == "repair: evtool hook install"
    assert "checks: 0 problems" in said.err


@pytest.mark.usefixtures("shop")
def test_quiet_shows_only_what_is_not_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    """-q leaves the good news out."""
    capsys.readouterr()
    assert run(["doctor", "-q"]) == 0
    assert not any(line.startswith("ok") for line in capsys.readouterr().out.splitlines())


def test_a_problem_ends_with_one(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has every result and the counts."""
    (shop / "evtool.yaml").write_text("version: 1\nrepositories: [{name: a, path: gone}]\n")
    capsys.readouterr()
    assert run(["doctor", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["version"] == 1
    assert document["summary"]["problem"] == 1
    (found,) = (one for one in document["results"] if one["level"] == "problem")
    assert found["check"] == "repository a"
    assert found["repair"] == "check its path in the configuration"
