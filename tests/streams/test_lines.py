"""Lines of settings, for whole documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evtool.document import parse_document
from evtool.streams.lines import Lines

TREES: st.SearchStrategy[Any] = st.dictionaries(
    st.sampled_from(["streams", "defaults", "a.b"]),
    st.recursive(
        st.none() | st.integers(0, 9) | st.text("xy: ", max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["k", "l", "m"]), inner, max_size=3)
        ),
        max_leaves=15,
    ),
    max_size=3,
)


def lines(text: str, name: str = "s.yaml") -> Lines:
    """The lines of a text."""
    return Lines(parse_document(text.encode(), Path(name)))


TEXT = """\
defaults: &base
  a: 1
streams:
  one:
    b: {c: 2,
        d: [3,
            4]}
  two:
    <<: *base
    e: 5
"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("defaults", 1),
        ("defaults/a", 2),
        ("streams", 3),
        ("streams/one", 4),
        ("streams/one/b", 5),
        ("streams/one/b/d", 6),
        ("streams/one/b/d/1", 7),
        ("streams/two/a", 2),
        ("streams/two/e", 10),
        ("streams/two/f", 0),
        ("nowhere/at/all", 0),
    ],
)
def test_lines(pointer: str, line: int) -> None:
    """Of keys and items, also through aliases and merge keys."""
    assert lines(TEXT).line(tuple(pointer.split("/"))) == line


def test_lists_of_entries_have_lines() -> None:
    """The oldest form of a stream file."""
    assert lines("streams:\n  - {a: 1}\n  - b: 2\n").line(("streams", "1", "b")) == 3


def test_what_cannot_be_composed_has_no_lines() -> None:
    """JSON whose keys are longer than those of YAML may be."""
    text = json.dumps({"streams": {"x" * 2000: {}}})
    assert lines(text, "s.json").line(("streams",)) == 0


@given(TREES)
def test_lines_are_those_of_the_document(tree: Any) -> None:
    """The same place that the document finds, for every value."""
    text = yaml.safe_dump(tree, default_flow_style=False)
    document = parse_document(text.encode(), Path("s.yaml"))
    found = Lines(document)
    pending: list[tuple[tuple[str, ...], Any]] = [((), document.value)]
    while pending:
        tokens, value = pending.pop()
        assert found.line(tokens) == document.place(tokens).line, json.dumps(tokens)
        items = value.items() if isinstance(value, dict) else []
        items = enumerate(value) if isinstance(value, list) else items
        pending += [((*tokens, str(key)), item) for key, item in items]
