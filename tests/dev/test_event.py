"""Events and the lines that services write."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.dev.event import Event, Level, event_of_line

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
EVENTS = st.builds(
    Event,
    source=st.just("registry"),
    name=st.text(max_size=10),
    message=st.text(max_size=10),
    level=st.sampled_from(Level),
    hint=st.none() | st.text(min_size=1, max_size=5),
    fields=st.dictionaries(st.sampled_from(["path", "status", "ms"]), JSON),
)


@given(EVENTS)
def test_a_line_of_a_service_is_read_back(event: Event) -> None:
    """What a service writes arrives as it was meant."""
    line = json.dumps(event.as_json("2026-01-01T00:00:00Z"))
    assert event_of_line(line, "registry", Level.WARNING) == event


@given(st.text(max_size=30) | JSON.map(json.dumps))
def test_any_line_is_an_event(line: str) -> None:
    """Text that is no event is passed on, never an error."""
    event = event_of_line(line, "registry", Level.WARNING)
    assert event == Event("registry", "service.output", line, Level.WARNING)


def test_fields_do_not_hide_what_an_event_is() -> None:
    """A field called like a part of the event gives way to it."""
    event = Event("dev", "x", "said", fields={"message": "other", "path": "a"})
    assert event.as_json("now") == {
        "time": "now",
        "level": "info",
        "source": "dev",
        "event": "x",
        "message": "said",
        "path": "a",
    }


@pytest.mark.parametrize("level", ["fatal", 3, None, []])
def test_an_unknown_level_is_information(level: object) -> None:
    """A service may be written in anything."""
    line = json.dumps({"event": "x", "message": "y", "level": level})
    assert event_of_line(line, "s", Level.ERROR).level == Level.INFO


def test_a_deeply_nested_line_is_text() -> None:
    """It neither ends nor blocks the supervisor."""
    line = "[" * 100_000
    assert event_of_line(line, "s", Level.INFO).message == line
