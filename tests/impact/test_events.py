"""Recorded events against a new version."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.errors import EvtoolError
from evtool.impact import read_recorded, revalidate

SCHEMA = {
    "$id": "/a/b/1.1.0",
    "type": "object",
    "required": ["n"],
    "properties": {"$schema": {"const": "/a/b/1.1.0"}, "n": {"type": "integer", "maximum": 5}},
}
PATH = Path("events.jsonl")


def lines(*events: object) -> list[str]:
    """Events as JSON lines."""
    return [json.dumps(event) for event in events]


def test_refused_events_are_counted_by_reason_and_version() -> None:
    """Events of every version count; others are passed over; each reason has an example."""
    recorded = lines(
        {"$schema": "/a/b/1.0.0", "n": 1},
        {"$schema": "/a/b/1.0.0", "n": 9},
        {"$schema": "/a/b/0.9.0"},
        {"$schema": "/a/c/1.0.0"},
        {"no": "schema"},
        [1],
        {"$schema": "/a/b/1.0.0", "n": 7},
    )
    tally = revalidate(read_recorded(recorded, PATH), "a/b", SCHEMA)
    assert (tally.events, tally.refused, tally.accepted) == (4, 3, 1)
    assert tally.by_version == {"1.0.0": 3, "0.9.0": 1}
    assert tally.refused_by == {"/n maximum": 2, " required": 1}
    assert [one.recorded.place.line for one in tally.examples] == [2, 3]


def test_a_bad_line_is_named() -> None:
    """The error says which line is no JSON."""
    with pytest.raises(EvtoolError) as caught:
        list(read_recorded(["{}", "", "{"], PATH))
    assert caught.value.place is not None
    assert caught.value.place.line == 3


@given(st.lists(st.integers(0, 10), max_size=30))
def test_every_event_is_accepted_or_refused(numbers: list[int]) -> None:
    """The counts add up, and examples stay few."""
    recorded = lines(*({"$schema": "/a/b/1.0.0", "n": n} for n in numbers))
    tally = revalidate(read_recorded(recorded, PATH), "a/b", SCHEMA)
    assert tally.refused == sum(n > 5 for n in numbers)
    assert tally.accepted + tally.refused == len(numbers)
    assert len(tally.examples) <= 1
