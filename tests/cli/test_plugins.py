"""`evtool plugins`."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint

import pytest

from evtool import plugins as core
from evtool.cli.main import run


@pytest.fixture
def _two_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that packages add a sink and a rule."""
    points = [
        EntryPoint("kafka", "outside.sinks:Kafka", "evtool.sinks"),
        EntryPoint("naming", "outside.rules:naming", "evtool.rules"),
    ]
    monkeypatch.delenv("EVTOOL_NO_PLUGINS", raising=False)
    monkeypatch.setattr(
        core, "entry_points", lambda group: [one for one in points if one.group == group]
    )


@pytest.mark.usefixtures("_two_plugins")
def test_plugins_are_listed_without_being_imported(capsys: pytest.CaptureFixture[str]) -> None:
    """Name, group, package and version; their modules need not even exist."""
    assert run(["plugins"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "naming\tevtool.rules\tan unknown package\t",
        "kafka\tevtool.sinks\tan unknown package\t",
    ]


@pytest.mark.usefixtures("_two_plugins")
def test_scripts_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    """An array, or a line for each plugin."""
    assert run(["plugins", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == ["naming", "kafka"]
    assert run(["plugins", "--format", "jsonl"]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == rows


@pytest.mark.usefixtures("_two_plugins")
def test_they_can_be_switched_off(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """EVTOOL_NO_PLUGINS leaves none, which is said on stderr only."""
    monkeypatch.setenv("EVTOOL_NO_PLUGINS", "1")
    assert run(["plugins"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "evtool.sinks" in said.err
