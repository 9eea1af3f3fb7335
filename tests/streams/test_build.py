"""From files to what is in effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evtool.streams.configuration import Configuration
from evtool.streams.problem import Scope

Configure = Callable[..., Configuration]


def test_entries_are_merged_over_the_defaults(configure: Configure) -> None:
    """Defaults come first in order, `stream` is the name."""
    made = configure(
        """
defaults: {canary: true, producers: {eventgate: {a: x, b: y}}}
streams:
  one: {schema_title: a/one, producers: {eventgate: {b: z}}}
"""
    )
    settings = made.entries["one"].settings
    assert settings == {
        "canary": True,
        "producers": {"eventgate": {"a": "x", "b": "z"}},
        "schema_title": "a/one",
        "stream": "one",
    }
    assert list(settings) == ["canary", "producers", "schema_title", "stream"]


@pytest.mark.parametrize(
    ("how", "expected"),
    [("replace", {"stream": "one"}), ("by-index", {"topic_prefixes": None, "stream": "one"})],
)
def test_null(configure: Configure, how: str, expected: dict[str, Any]) -> None:
    """It deletes a default, or is a value."""
    made = configure(
        "defaults: {topic_prefixes: [a.]}\nstreams: {one: {topic_prefixes: null}}", how=how
    )
    assert made.entries["one"].settings == expected
    assert made.entries["one"].topics() == ["one"]


def test_several_files_are_one_configuration(configure: Configure) -> None:
    """Later defaults count more; a name that comes again replaces, in its old place."""
    made = configure(
        "defaults: {a: 1, b: 1}\nstreams: {one: {n: 1}, two: {n: 2}}",
        "defaults: {b: 2}\nstreams: {one: {n: 3}}",
    )
    assert [(one.name, one.settings["n"]) for one in made.entries.values()] == [
        ("one", 3),
        ("two", 2),
    ]
    assert made.entries["two"].settings["b"] == 2
    assert [(one.kind, one.scope, one.stream) for one in made.problems] == [
        ("duplicate", Scope.NOTE, "one")
    ]


def test_a_position_is_named_by_its_setting(configure: Configure) -> None:
    """A key that is a name wins over the setting; a position without one is its name."""
    made = configure(
        "streams: {'0': {stream: indexed}, '1': {}, '007': {stream: x}, a: {stream: other}}"
    )
    assert list(made.entries) == ["indexed", "1", "007", "a"]
    assert made.entries["a"].settings["stream"] == "a"


ENVIRONMENTS = """
defaults: {a: 1, b: 1}
streams:
  one: {n: 1}
  two: {n: 2}
overrides:
  defaults:
    +private: {a: 2}
    beta: {c: 3}
  streams:
    +private: {one: {n: 5}, three: {n: 3}}
    +enwiki: {one: {n: 6}}
    beta: {four: {n: 4}}
"""


@pytest.mark.parametrize(
    ("environments", "expected"),
    [
        ((), {"one": (1, 1, 1), "two": (1, 1, 2)}),
        (("private",), {"one": (2, 1, 5), "two": (2, 1, 2), "three": (2, 1, 3)}),
        (("private", "enwiki"), {"one": (2, 1, 6), "two": (2, 1, 2), "three": (2, 1, 3)}),
        (("enwiki", "private"), {"one": (2, 1, 5), "two": (2, 1, 2), "three": (2, 1, 3)}),
        (("beta",), {"four": (None, None, 4)}),
    ],
)
def test_environments(
    configure: Configure,
    environments: tuple[str, ...],
    expected: dict[str, tuple[int | None, ...]],
) -> None:
    """Overrides extend or replace what is configured; the later environment counts more."""
    made = configure(ENVIRONMENTS, environments=environments)
    assert made.problems == ()
    assert {
        name: tuple(one.settings.get(key) for key in ("a", "b", "n"))
        for name, one in made.entries.items()
    } == expected


def test_an_unknown_environment_is_a_problem(configure: Configure) -> None:
    """It names the nearest; nothing else is changed."""
    made = configure(ENVIRONMENTS, environments=("privat",))
    assert [(one.kind, one.hint) for one in made.problems] == [
        ("unknown-environment", "there is private")
    ]
    assert list(made.entries) == ["one", "two"]


@pytest.mark.parametrize(
    ("streams", "kind", "stream", "line"),
    [
        ("/(/: {}", "invalid-regex", "/(/", 3),
        ("/a: {}", "invalid-regex", "/a", 3),
        ("a: {topics: one}", "wrong-type", "a", 3),
        ("a: {topics: [1]}", "wrong-type", "a", 3),
        ("a: {topic_prefixes: {}}", "wrong-type", "a", 3),
        ("'0': {stream: 5}", "invalid-name", "0", 3),
        ("'': {}", "invalid-name", None, 3),
    ],
)
def test_a_bad_entry_is_left_out(
    configure: Configure, streams: str, kind: str, stream: str, line: int
) -> None:
    """With its place; the others are there."""
    made = configure(f"streams:\n  good: {{}}\n  {streams}\n  last: {{}}\n")
    assert list(made.entries) == ["good", "last"]
    (problem,) = made.problems
    assert (problem.kind, problem.stream, problem.scope) == (kind, stream, Scope.ENTRY)
    assert problem.place is not None
    assert problem.place.line == line
    assert str(problem).startswith("0.yaml:3:")


def test_bad_default_lists_are_left_out(configure: Configure) -> None:
    """Every entry would share the mistake; a service does not go on with it."""
    made = configure("defaults: {topic_prefixes: dc1., topics: [5]}\nstreams: {a: {}}")
    assert {(one.pointer, one.scope) for one in made.problems} == {
        ("/defaults/topic_prefixes", Scope.FILE),
        ("/defaults/topics", Scope.FILE),
    }
    assert made.entries["a"].topics() == ["a"]


def test_registered_names_of_other_environments_do_not_count(configure: Configure) -> None:
    """Only those of all, and of the chosen ones."""
    text = "streams: {a: {}}\neventlogging_stream_names: {default: [a], +x: [b], +y: [c]}"
    text += "\noverrides: {streams: {+x: {}}}"
    made = configure(text, environments=("x",))
    assert [one.name for one in made.registered] == ["a", "b"]
