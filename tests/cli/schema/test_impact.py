"""`evtool schema impact`."""

import json
from pathlib import Path

import pytest

from evtool.cli.main import run

SAMPLES = Path(__file__).parents[3] / "schema-repos"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace on the sample repositories."""
    repositories = "".join(
        f"  - {{name: {name}, path: {SAMPLES / name / 'jsonschema'}}}\n"
        for name in ("primary", "secondary")
    )
    (tmp_path / "evtool.yaml").write_text(f"version: 1\nrepositories:\n{repositories}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_users_are_listed(space: Path, capsys: Capture) -> None:  # noqa: ARG001 - the folder
    """Direct users with the version they name, and those through others."""
    assert run(["schema", "impact", "fragment/common"]) == 0
    assert "schema page/change, which names 2.0.0" in capsys.readouterr().out
    assert run(["schema", "impact", "ui/session_tick"]) == 0
    assert "nothing in the workspace uses" in capsys.readouterr().out


def test_recorded_events_are_validated_anew(space: Path, capsys: Capture) -> None:
    """Good events pass; one that the schema refuses fails the command, with its line."""
    good = SAMPLES / "events/page.change.jsonl"
    assert run(["schema", "impact", "page/change", "--events", str(good)]) == 0
    assert "0 of 10 recorded events would be refused" in capsys.readouterr().out
    event = json.loads(good.read_text().splitlines()[0])
    (space / "bad.jsonl").write_text(json.dumps({**event, "page": 5}) + "\n")
    command = ["schema", "impact", "page/change", "--events", "bad.jsonl"]
    assert run(command) == 1
    assert "bad.jsonl:1: /page" in capsys.readouterr().out
    assert run([*command, "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["events"]["refused"] == 1


def test_missing_events_are_an_error(space: Path) -> None:  # noqa: ARG001
    """A file that is not there is a usage error."""
    assert run(["schema", "impact", "page/change", "--events", "none.jsonl"]) == 2


def test_streams_are_named(space: Path, capsys: Capture) -> None:
    """A stream whose events are of the schema is a user of it."""
    config = space / "evtool.yaml"
    config.write_text(f"{config.read_text()}streams: {{files: [{SAMPLES / 'streams.yaml'}]}}\n")
    assert run(["schema", "impact", "page/change"]) == 0
    assert "stream page.change" in capsys.readouterr().out
