"""Taking stream files apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.document import parse_document
from evtool.streams.file import StreamFile, read_stream_file
from evtool.streams.problem import Scope


def read(text: str, name: str = "streams.yaml") -> StreamFile:
    """A stream file with this content."""
    return read_stream_file(parse_document(text.encode(), Path(name)))


def test_the_parts_of_a_file() -> None:
    """Defaults, entries and registered names, each with the way to it."""
    made = read(
        """
source: {commit: abc}
x-anchors: {}
defaults: {canary_events_enabled: true}
streams:
  page.change: {schema_title: page/change}
  '0': {stream: indexed}
eventlogging_stream_names: [page.change]
"""
    )
    assert made.problems == ()
    assert made.defaults is not None
    assert made.defaults.value == {"canary_events_enabled": True}
    assert [(key, layer.tokens) for key, layer in made.entries] == [
        ("page.change", ("streams", "page.change")),
        ("0", ("streams", "0")),
    ]
    assert [(one.name, one.tokens) for one in made.registered] == [
        ("page.change", ("eventlogging_stream_names", "0"))
    ]


def test_a_bare_map_is_streams() -> None:
    """Name -> settings, without a heading."""
    made = read("page.change: {schema_title: page/change}\n")
    assert [(key, layer.tokens) for key, layer in made.entries] == [
        ("page.change", ("page.change",))
    ]


def test_a_list_is_streams_too() -> None:
    """The oldest form names streams inside their settings."""
    made = read("streams:\n  - {stream: a}\n  - {stream: b}\n")
    assert [key for key, _ in made.entries] == ["0", "1"]


def test_overrides_are_taken_as_exported() -> None:
    """By MediaWiki's names and by ours; `+` extends, without it an override replaces."""
    made = read(
        """
streams: {}
overrides:
  wgEventStreamsDefaultSettings: {+private: {a: 1}}
  streams:
    beta: {page.change: {b: 2}}
"""
    )
    assert [(one.environment, one.extends, one.kind) for one in made.overrides] == [
        ("private", True, "default"),
        ("beta", False, "entry"),
    ]
    ((name, layer),) = made.overrides[1].layers
    assert (name, layer.tokens) == ("page.change", ("overrides", "streams", "beta", "page.change"))


def test_registered_names_may_depend_on_the_environment() -> None:
    """As MediaWiki exports them."""
    made = read("streams: {}\neventlogging_stream_names: {default: [a], +beta: [b]}\n")
    assert [(one.name, one.environment) for one in made.registered] == [("a", None), ("b", "beta")]


@pytest.mark.parametrize(
    ("text", "pointer", "scope"),
    [
        ("[]", "", Scope.FILE),
        ("5", "", Scope.FILE),
        ("defaults: 5", "/defaults", Scope.FILE),
        ("streams: 5", "/streams", Scope.FILE),
        ("streams: {a: 5}", "/streams/a", Scope.ENTRY),
        ("streams: {a: null}", "/streams/a", Scope.ENTRY),
        ("streams: {a: {b: [.nan]}}", "/streams/a/b/0", Scope.ENTRY),
        ("streams: {a: {b: !!binary aGk=}}", "/streams/a/b", Scope.ENTRY),
        ('streams: {a: {b: "\\ud800"}}', "/streams/a/b", Scope.ENTRY),
        ("streams: {}\noverrides: 5", "/overrides", Scope.FILE),
        ("streams: {}\noverrides: {other: {}}", "/overrides/other", Scope.FILE),
        ("streams: {}\noverrides: {streams: {+a: 5}}", "/overrides/streams/+a", Scope.FILE),
        ("streams: {}\noverrides: {streams: {+a: {b: 5}}}", "/overrides/streams/+a/b", Scope.FILE),
        ("streams: {}\ndefault: {}", "/default", Scope.NOTE),
        ("streams: {}\neventlogging_stream_names: 5", "/eventlogging_stream_names", Scope.NOTE),
        ("streams: {}\neventlogging_stream_names: [a, a]", "/eventlogging_stream_names/1", "note"),
    ],
)
def test_what_is_wrong_is_a_problem(text: str, pointer: str, scope: Scope) -> None:
    """With the way to it, and what it takes away."""
    if "ud800" in text:
        text = '{"streams": {"a": {"b": "\\ud800"}}}'
        made = read(text, "streams.json")
    else:
        made = read(text)
    assert [(one.pointer, one.scope) for one in made.problems] == [(pointer, scope)]


def test_other_entries_are_read_all_the_same() -> None:
    """One that is wrong takes no other along."""
    made = read("streams: {a: 5, b: {c: 1}}")
    assert [key for key, _ in made.entries] == ["b"]


def test_unquoted_times_become_texts() -> None:
    """JSON has no times."""
    made = read("streams: {a: {expires: 2026-03-01, at: [2026-03-01T10:00:00.5Z]}}")
    assert made.entries[0][1].value == {
        "expires": "2026-03-01T00:00:00.000Z",
        "at": ["2026-03-01T10:00:00.500Z"],
    }
