"""JSON values in one line of YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evtool.configuration.flow import flow
from evtool.document import parse_document


def read(text: str) -> Any:
    """The value that evtool reads from a line behind a key."""
    return parse_document(f"key: {text}\n".encode(), Path("a.yaml")).value["key"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("schema-repos/primary", "schema-repos/primary"),
        ("https://example.org/a/", "https://example.org/a/"),
        ("/a/.*", "/a/.*"),
        ("$id", "'$id'"),
        ("it's (a|b)", "'it''s (a|b)'"),
        ("1.0", "'1.0'"),
        ("null", "'null'"),
        ("yes", "'yes'"),
        ("", "''"),
        ("a\nb", '"a\\U0000000ab"'),
        (2.0, "2"),
        ([1, "a", None, False], "[1, a, null, false]"),
        ({"a": {"b": []}}, "{a: {b: []}}"),
    ],
)
def test_words_are_plain_and_the_rest_is_quoted(value: object, text: str) -> None:
    """A reader sees quotes only where YAML needs them."""
    assert flow(value) == text


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(_VALUE)
def test_reading_gives_the_value_back(value: object) -> None:
    """Whatever the texts hold, what is read equals what was written."""
    text = flow(value)
    assert "\n" not in text
    assert read(text) == value


@given(_TEXT)
def test_other_readers_agree(text: str) -> None:
    """Readers of YAML 1.1 see the same text."""
    assert yaml.safe_load(f"key: {flow(text)}")["key"] == text
