"""Sorting and removing duplicates as JavaScript does."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.merge.order import double, sorted_ascending, sorted_unique, unique

MORNING = datetime.datetime(2024, 5, 1, 6, tzinfo=datetime.UTC)
EVENING = datetime.datetime(2024, 5, 1, 18, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["b", "B", "a", "é", "10", "9"], ["10", "9", "B", "a", "b", "é"]),
        (["\uff5a", "\U0001f600"], ["\U0001f600", "\uff5a"]),
        ([10, 9, -1, 2.5], [-1, 2.5, 9, 10]),
        ([None, "a", 1], ["a", 1, None]),
        ([3, "2", True, "", " 1e1 "], ["", True, " 1e1 ", "2", 3]),
        ([[2], [10], {"a": 1}, "Z"], [[10], [2], "Z", {"a": 1}]),
        ([[None, True], [False]], [[None, True], [False]]),
        ([EVENING, MORNING], [MORNING, EVENING]),
    ],
)
def test_order(values: list[Any], expected: list[Any]) -> None:
    """Code units for strings, value for numbers, coercion between kinds, null last."""
    assert sorted_ascending(values) == expected


def test_lists_are_flattened_and_united() -> None:
    """The names of several lists come out once and sorted."""
    assert sorted_unique([["b", "a"], "c", [["a"]]]) == ["a", "b", "c"]


def test_unique_tells_true_from_one() -> None:
    """1 and 1.0 are one value, true is another, and no two containers are the same."""
    assert unique([1, True, 1.0, "1", None, None, [], []]) == [1, True, "1", None, [], []]


@given(st.lists(st.text()))
def test_strings_follow_utf_16(values: list[str]) -> None:
    """The order of strings is that of their UTF-16 code units."""
    units = [value.encode("utf-16-be", "surrogatepass") for value in sorted_ascending(values)]
    assert units == sorted(units)


@given(st.lists(st.integers() | st.floats(allow_nan=False)))
def test_numbers_keep_their_order_among_equals(values: list[float]) -> None:
    """Sorting numbers is sorting by their value as doubles, and stable."""
    assert sorted_ascending(values) == sorted(values, key=double)


def test_huge_integers_become_infinite() -> None:
    """An integer beyond the range of doubles is infinite, as in JavaScript."""
    assert double(10**400) == float("inf")
    assert double(-(10**400)) == float("-inf")
