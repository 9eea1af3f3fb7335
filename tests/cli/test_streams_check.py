"""`evtool streams check`: what it reads, how it ends, what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GOOD = """
streams:
  page.change: {schema_title: page/change, destination_event_service: main}
"""
BAD = """
streams:
  page.change:
    schema_title: page/chnge
    sampel: {}
"""


@pytest.fixture
def streams(workspace: Path) -> Path:
    """Give a workspace with a stream file that is in order; the path of the file."""
    with (workspace / "evtool.yaml").open("a", encoding="utf-8") as file:
        file.write("\nstreams: {files: [streams.yaml]}\n")
    path = workspace / "streams.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_in_order(evtool: Callable[..., Any], streams: Path) -> None:
    """Nothing to complain about ends with 0."""
    assert streams.exists()
    made = evtool("streams", "check", "--format", "json", "-v")
    assert (made.code, json.loads(made.out)["findings"]) == (0, [])


def test_findings(evtool: Callable[..., Any], streams: Path) -> None:
    """Errors end with 1, and say the place, the stream and what was meant."""
    streams.write_text(BAD, encoding="utf-8")
    made = evtool("streams", "check", "--format", "json")
    found = {one["rule"]: one for one in json.loads(made.out)["findings"]}
    assert made.code == 1
    assert set(found) == {"stream.schema-not-found", "stream.unknown-setting"}
    unknown = found["stream.unknown-setting"]
    assert (unknown["path"], unknown["line"], unknown["column"]) == ("streams.yaml", 5, 5)
    assert (unknown["stream"], unknown["hint"]) == ("page.change", "did you mean sample?")
    assert "page/change" in found["stream.schema-not-found"]["hint"]


def test_named_files(evtool: Callable[..., Any], streams: Path) -> None:
    """Files that are named are checked instead of those of the configuration."""
    streams.with_name("other.yaml").write_text(BAD, encoding="utf-8")
    assert evtool("streams", "check").code == 0
    made = evtool("streams", "check", "other.yaml")
    assert made.code == 1
    assert all(line.startswith("other.yaml:") for line in made.lines)
    assert evtool("streams", "check", "absent.yaml").code == 1


def test_select_and_ignore(evtool: Callable[..., Any], streams: Path) -> None:
    """Rules can be chosen, and left out; a rule that does not exist is refused."""
    streams.write_text(BAD, encoding="utf-8")
    chosen = evtool("streams", "check", "--select", "stream.unknown-setting")
    assert len(chosen.lines) == 1
    both = "stream.unknown-setting,stream.schema-not-found"
    assert evtool("streams", "check", "--ignore", both).code == 0
    refused = evtool("streams", "check", "--ignore", "stream.unknown-seting")
    assert refused.code == 2
    assert "stream.unknown-setting" in refused.err


def test_unknown_environment(evtool: Callable[..., Any], streams: Path) -> None:
    """An environment that no file has overrides for is a mistake of the call."""
    assert streams.exists()
    assert evtool("streams", "check", "--environment", "nowhere").code == 2


def test_nothing_configured(evtool: Callable[..., Any]) -> None:
    """Without stream files there is nothing to check, and that is said."""
    made = evtool("streams", "check")
    assert made.code == 2
    assert "no stream file" in made.err


def test_own_settings(evtool: Callable[..., Any], streams: Path) -> None:
    """The workspace's own schema of settings counts; one that is none is refused."""
    root = streams.parent
    text = (root / "evtool.yaml").read_text(encoding="utf-8")
    changed = text.replace("[streams.yaml]", "[streams.yaml], settings_schema: own.yaml")
    (root / "evtool.yaml").write_text(changed, encoding="utf-8")
    (root / "own.yaml").write_text(
        "additionalProperties: false\nproperties: {schema_title: {type: string}}\n",
        encoding="utf-8",
    )
    made = evtool("streams", "check")
    assert "unknown setting 'destination_event_service'" in made.out
    (root / "own.yaml").write_text("type: objekt\n", encoding="utf-8")
    refused = evtool("streams", "check")
    assert refused.code == 2
    assert "own.yaml" in refused.err
