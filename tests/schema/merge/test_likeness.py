"""What counts as the same value, the same schema, the same keyword."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.merge.equality import common, distinct, same_value
from evtool.schema.merge.likeness import ABSENT, NotASchema, same_keyword, same_schema

SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-2, 2) | st.text(max_size=2)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        ([1, {"a": None}], [1.0, {"a": None}], True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([1, 2], [2, 1], False),
        ([], {}, False),
        ("1", 1, False),
        (2**53, 2**53 + 1, True),
    ],
)
def test_same_value(left: Any, right: Any, same: bool) -> None:  # noqa: FBT001 - a table
    """Values are compared as JSON with JavaScript's numbers."""
    assert same_value(left, right) is same
    assert same_value(right, left) is same


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ({}, True, True),
        (ABSENT, {}, True),
        (False, True, False),
        (False, {}, True),
        (ABSENT, False, False),
        ({"required": ["a", "b"]}, {"required": ["b", "a", "a"]}, True),
        ({"enum": [2, 1.0]}, {"enum": [1, 2]}, True),
        ({"type": "string"}, {"type": ["string"]}, True),
        ({"required": []}, {}, True),
        ({"properties": {}}, {}, True),
        ({"minLength": 0}, {}, True),
        ({"minLength": False}, {}, False),
        ({"uniqueItems": False}, {}, True),
        ({"maxLength": 0}, {}, False),
        ({"additionalProperties": True}, {}, True),
        ({"additionalProperties": False}, {}, False),
        ({"items": {}}, {}, False),
        ({"items": {"minItems": 0}}, {"items": {}}, True),
        ({"items": [{"minItems": 0}]}, {"items": [{}]}, True),
        ({"items": [{}]}, {"items": {}}, False),
        ({"oneOf": [{"title": "a"}, {}]}, {"oneOf": [{}, {"title": "a"}, {}]}, True),
        ({"anyOf": [{"title": "a"}]}, {"anyOf": [{"title": "b"}]}, False),
        ({"properties": {"a": {"minItems": 0}}}, {"properties": {"a": {}}}, True),
        ({"properties": {"a": {}}}, {"properties": {"b": {}}}, False),
        ({"properties": {"a": {}}}, {}, False),
        ({"title": "a"}, {"title": "b"}, False),
        ({"x-any": {"a": 1}}, {"x-any": {"a": 1.0}}, True),
        ({"definitions": {"a": {"minItems": 0}}}, {"definitions": {"a": {}}}, False),
        ({"dependencies": {"a": ["x"]}}, {"dependencies": {"a": ["y"]}}, True),
        ({"dependencies": {"a": ["x"]}}, {"dependencies": {"a": {}}}, False),
    ],
)
def test_same_schema(left: Any, right: Any, same: bool) -> None:  # noqa: FBT001 - a table
    """Schemas are the same when their keywords say the same, as far as the reference looks."""
    assert same_schema(left, right) is same
    assert same_schema(right, left) is same


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"not": 5}, {}),
        ({"properties": {"a": None}}, {"properties": {"a": {}}}),
        ({"properties": None}, {"properties": {"a": {}}}),
        ("text", {}),
    ],
)
def test_no_schema_cannot_be_compared(left: Any, right: Any) -> None:
    """Something else in the place of a schema is refused."""
    with pytest.raises(NotASchema):
        same_schema(left, right)


def test_keyword_is_compared_by_its_own_rule() -> None:
    """The same two lists are the same `required` and different `examples`."""
    assert same_keyword("required", ["a", "b"], ["b", "a"])
    assert not same_keyword("examples", ["a", "b"], ["b", "a"])


@given(VALUES, VALUES)
def test_equality_is_symmetric_and_reflexive(left: Any, right: Any) -> None:
    """The order of the question does not matter, and a value is the same as itself."""
    assert same_value(left, right) == same_value(right, left)
    assert same_value(left, left)


@given(st.lists(VALUES, max_size=6), st.lists(VALUES, max_size=6))
def test_common_values_are_in_both(left: list[Any], right: list[Any]) -> None:
    """What is common is distinct and in both lists; nothing else is."""
    shared = common(left, right, same_value)
    assert distinct(shared, same_value) == shared
    for value in left:
        expected = any(same_value(value, other) for other in right)
        assert any(same_value(value, found) for found in shared) is expected
