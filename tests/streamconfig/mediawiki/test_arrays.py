"""PHP's arrays and conversions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.streamconfig.mediawiki.arrays import as_php, is_list, member, merge_recursive, text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "1"),
        (False, ""),
        (None, ""),
        (0, "0"),
        (-5, "-5"),
        (1.0, "1"),
        (-0.0, "-0"),
        (0.5, "0.5"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.33333333333333"),
        (1e15, "1.0E+15"),
        (1.5e-7, "1.5E-7"),
        (123456789012345678.0, "1.2345678901235E+17"),
        ("x", "x"),
        ([], "Array"),
        ({}, "Array"),
    ],
)
def test_texts(value: Any, text: str) -> None:
    """What a cast to string gives, with the precision that PHP comes with."""
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], True),
        ({}, True),
        (["a"], True),
        ({"0": "a", "1": "b"}, True),
        ({"1": "a"}, False),
        ({"1": "a", "0": "b"}, False),
        ({"00": "a"}, False),
    ],
)
def test_lists(value: Any, *, expected: bool) -> None:
    """A list has the keys 0, 1, 2, ... in order."""
    assert is_list(value) is expected


def test_members() -> None:
    """By key or position; what is not set is null."""
    assert [member(["a", "b"], key) for key in ("1", "2", "-1", "01", "x")] == ["b", *[None] * 4]
    assert member({"a": 1}, "a") == 1
    assert member({"a": 1}, "b") is None


@pytest.mark.parametrize(
    ("below", "above", "expected"),
    [
        ({"a": "x"}, {"b": "y"}, {"a": "x", "b": "y"}),
        ({"a": "x"}, {"a": "y"}, {"a": {"0": "x", "1": "y"}}),
        ({"a": {"0": "x"}}, {"a": {"0": "y"}}, {"a": {"0": "x", "1": "y"}}),
        ({"a": {"1": "x"}}, {"a": {"0": "y"}}, {"a": {"1": "x", "2": "y"}}),
        ({"a": {"k": "x"}}, {"a": {"k": "y"}}, {"a": {"k": {"0": "x", "1": "y"}}}),
        ({"a": {"k": "x"}}, {"a": "y"}, {"a": {"k": "x", "0": "y"}}),
        ({"a": "x"}, {"a": {"k": "y"}}, {"a": {"0": "x", "k": "y"}}),
        ({"7": "x"}, {"7": "y"}, {"0": "x", "1": "y"}),
    ],
)
def test_merging(below: Any, above: Any, expected: Any) -> None:
    """Members of one name become an array, numbered ones are appended."""
    assert merge_recursive(below, above) == expected


def test_values_come_out_of_php_changed() -> None:
    """An empty map is a list there, and a whole number has no fraction."""
    value = {"a": {}, "b": {"0": 1.0, "1": {"x": []}}, "c": [True, None, 0.5]}
    assert as_php(value) == {"a": [], "b": [1, {"x": []}], "c": [True, None, 0.5]}
    assert type(as_php({"b": 1.0})["b"]) is int


@given(
    st.dictionaries(st.sampled_from("ab01"), st.text("xy", max_size=1)),
    st.dictionaries(st.sampled_from("ab01"), st.text("xy", max_size=1)),
)
def test_merging_keeps_every_value(below: dict[str, str], above: dict[str, str]) -> None:
    """Nothing is replaced."""
    merged = merge_recursive(below, above)
    values = [
        item
        for value in merged.values()
        for item in (value.values() if isinstance(value, dict) else [value])
    ]
    assert sorted(values) == sorted([*below.values(), *above.values()])
