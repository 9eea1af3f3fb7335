"""`evtool event example`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Evtool = Callable[..., Any]
RUN = ("event", "example")


def test_an_example_can_be_sent(evtool: Evtool, notes: Path) -> None:
    """With the exact version and the stream; over many lines, for people."""
    assert notes.exists()
    found = evtool(*RUN, "notes")
    assert json.loads(found.out) == {
        "$schema": "/shop/note/1.1.0",
        "meta": {"id": "first", "stream": "notes"},
        "text": "one",
    }
    assert len(found.lines) > 5
    assert evtool("event", "validate", stdin=found.out).code == 0


@pytest.mark.parametrize(
    ("subject", "schema", "stream"),
    [
        ("notes.other", "/shop/note/1.1.0", "notes.other"),
        ("shop/note", "/shop/note/1.1.0", "notes"),
        ("shop/note@1.0.0", "/shop/note/1.0.0", "notes"),
        ("/shop/note/1.0.0", "/shop/note/1.0.0", "notes"),
        ("page/change", "/page/change/1.0.0", "page.change"),
    ],
)
def test_streams_and_schemas_are_found(
    evtool: Evtool, notes: Path, subject: str, schema: str, stream: str
) -> None:
    """A stream that a regex matches, a title, a version; or a schema without stream."""
    assert notes.exists()
    event = json.loads(evtool(*RUN, subject, "--compact").out)
    assert (event["$schema"], event["meta"]["stream"]) == (schema, stream)


def test_examples_come_in_turn(evtool: Evtool, notes: Path) -> None:
    """Each with an identifier of its own, the same ones on every run."""
    assert notes.exists()
    found = evtool(*RUN, "notes", "--count", "5", "--compact")
    events = [json.loads(line) for line in found.lines]
    assert [event["text"] for event in events] == ["one", "two", "one", "two", "one"]
    assert len({event["meta"]["id"] for event in events}) == 5
    assert evtool(*RUN, "notes", "--count", "5", "--compact").out == found.out


def test_without_examples_one_is_generated(evtool: Evtool, notes: Path) -> None:
    """And said to be."""
    path = notes / "secondary/shop/note/1.1.0.yaml"
    path.write_text(path.read_text().partition("examples:")[0])
    found = evtool(*RUN, "notes", "--count", "2", "--compact")
    assert "generated" in found.err
    assert evtool("event", "validate", stdin=found.out).code == 0


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("note", "did you mean notes"),
        ("zzz", "evtool streams list"),
        (r"/^notes\..+$/", "name a stream that it matches"),
        ("bare", "names no schema"),
        ("page/change@current", "no event can be of the source"),
        ("shop/note@9.0.0", "1.1.0"),
    ],
)
def test_what_is_not_there_is_told(evtool: Evtool, notes: Path, subject: str, told: str) -> None:
    """With what to do."""
    assert notes.exists()
    found = evtool(*RUN, subject)
    assert (found.code, found.out) == (2, "")
    assert told in found.err


def test_a_schema_of_no_objects_has_no_events(evtool: Evtool, notes: Path) -> None:
    """Events are objects."""
    path = notes / "secondary/shop/note/1.1.0.yaml"
    path.write_text("title: shop/note\ntype: string\n")
    assert "describes no objects" in evtool(*RUN, "notes").err
    path.write_text("- no map\n")
    assert "must be a map" in evtool(*RUN, "notes").err


def test_without_streams_the_schema_suffices(evtool: Evtool) -> None:
    """The workspace may have no stream configuration."""
    event = json.loads(evtool(*RUN, "page/change").out)
    assert event["meta"]["stream"] == "page.change"
