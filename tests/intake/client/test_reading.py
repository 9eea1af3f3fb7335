"""Events out of files."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtool.intake.client import scanning
from evtool.intake.client.reading import read_events
from evtool.intake.client.text import Text

TEXTS = st.text(st.sampled_from('ab"\\{}[],:\n \N{EURO SIGN}'), max_size=6)
VALUES = TEXTS | st.integers() | st.none() | st.lists(TEXTS, max_size=2)
EVENTS = st.lists(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=3), max_size=3)
quickly = settings(max_examples=40, deadline=None)


def read(text: str | bytes) -> list[Text]:
    """The events of a text."""
    content = text.encode() if isinstance(text, str) else text
    return list(read_events(io.BytesIO(content)))


def values(text: str) -> list[Any]:
    """The events of a text without problems, parsed."""
    return [json.loads(one.content) for one in read(text)]


def places(text: str) -> list[tuple[int, int]]:
    """Where the events of a text begin."""
    return [(one.line, one.column) for one in read(text)]


@quickly
@given(EVENTS)
def test_all_forms_of_events_are_read(events: list[Any]) -> None:
    """JSON lines, one array, an array over many lines, and events one after another."""
    assert values("\n".join(json.dumps(one) for one in events)) == events
    assert values(json.dumps(events)) == events
    assert values(json.dumps(events, indent=2, ensure_ascii=False)) == events
    assert values("\n".join(json.dumps(one, indent=1) for one in events)) == events


@quickly
@given(EVENTS)
def test_chunks_make_no_difference(events: list[Any]) -> None:
    """Wherever the stream is cut, between escaped quotes too."""
    text = json.dumps(events, ensure_ascii=False, indent=1).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanning, "CHUNK", 1)
        found = scanning.Scanner(io.BytesIO(text)).texts()
        assert [json.loads(one.content) for one in found] == events


@quickly
@given(EVENTS)
def test_an_event_on_one_line_is_the_same_event(events: list[Any]) -> None:
    """Line breaks are between the parts of JSON, never inside texts."""
    for one in read(json.dumps(events, indent=2)):
        assert b"\n" not in one.on_one_line
        assert json.loads(one.on_one_line) == json.loads(one.content)


def test_places_count_from_one() -> None:
    """Lines and columns, as editors show them."""
    assert places('{"a": 1}\n\n{"b": 2}\n') == [(1, 1), (3, 1)]
    assert places('[\n  {"a": 1},\n  {"b": 2}, {"c": 3}\n]\n') == [(2, 3), (3, 3), (3, 13)]
    assert places('\n\n{\n"a": 1\n}\n{"b": 2}') == [(3, 1), (6, 1)]


def test_empty_files_have_no_events() -> None:
    """White space and a byte order mark are nothing."""
    assert read("") == read(" \n\n") == read(b"\xef\xbb\xbf") == read("[]") == []


def test_a_byte_order_mark_is_passed_over() -> None:
    """As the intake does."""
    assert [one.content for one in read(b'\xef\xbb\xbf{"a": 1}')] == [b'{"a": 1}']


def test_a_broken_line_spoils_no_other() -> None:
    """Not even the first one."""
    found = read('{"a": \n{"b": 2}\n{"c"\n{"d": 4}\n')
    assert [(one.line, one.content) for one in found] == [
        (1, b'{"a":'),
        (2, b'{"b": 2}'),
        (3, b'{"c"'),
        (4, b'{"d": 4}'),
    ]


def test_items_that_are_no_objects_are_events_too() -> None:
    """Whoever validates them says that they are none."""
    found = read('[1, "a, ]b\\"", null, [2], {"a": 1}]')
    assert [one.content for one in found] == [b"1", b'"a, ]b\\""', b"null", b"[2]", b'{"a": 1}']
    assert [one.content for one in read('"x" 7')] == [b'"x"', b"7"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[{"a": 1}', "ends inside an array"),
        ('[{"a": 1} {"b": 2}]', "a comma is missing"),
        ('[{"a": 1', "ends inside an event"),
        ('["a', "ends inside an event"),
        ("]", "does not begin an event"),
        ("[,]", "does not begin an event"),
    ],
)
def test_what_cannot_be_read_further_is_a_problem(text: str, problem: str) -> None:
    """It is the last thing that is said about a file."""
    *_, last = read(text)
    assert problem in (last.problem or "")


def test_an_event_without_end_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a limit nobody waits for the closing bracket."""
    monkeypatch.setattr(scanning, "LARGEST", 1000)
    for start in ('[{"a": "', '["', "[1", '["a\\'):
        (found,) = scanning.Scanner(io.BytesIO(start.encode() + b"1" * 300_000)).texts()
        assert "over 1,000 bytes" in (found.problem or "")
