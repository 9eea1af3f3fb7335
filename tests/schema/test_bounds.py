"""Bounds for the numbers of a schema."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.bounds import apply_numeric_bounds

LOW, HIGH = -(2**53) + 1, 2**53 - 1
BOUNDS = {"minimum": LOW, "maximum": HIGH}


@pytest.mark.parametrize("kind", ["integer", "number"])
def test_number_without_bounds_gets_both(kind: str) -> None:
    """Both kinds of numbers are bounded."""
    assert apply_numeric_bounds({"type": kind}, LOW, HIGH) == {"type": kind, **BOUNDS}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": ["integer", "null"]},
        {"minimum": 1},
        {"type": "integer", "minimum": -1e300, "maximum": None},
        {"if": {"type": "integer"}, "then": {"type": "number"}, "else": {"type": "number"}},
        {"const": {"type": "integer"}, "x-own": {"type": "integer"}},
        {"examples": [{"type": "integer"}], "default": {"type": "number"}},
        {"properties": {"type": "integer"}},
        {"properties": [{"type": "integer"}], "not": [{"type": "integer"}]},
        {"oneOf": {"type": "integer"}},
        {"dependencies": {"a": ["type"]}},
    ],
)
def test_everything_else_stays(schema: dict[str, Any]) -> None:
    """Unions, bounds of the author, conditions, values and what is no schema are left alone."""
    assert apply_numeric_bounds(schema, LOW, HIGH) == schema


def test_exclusive_bound_is_no_bound() -> None:
    """`exclusiveMinimum` does not count as a minimum."""
    bounded = apply_numeric_bounds({"type": "number", "exclusiveMinimum": 0}, LOW, HIGH)
    assert bounded == {"type": "number", "exclusiveMinimum": 0, **BOUNDS}


@pytest.mark.parametrize(
    "way",
    [
        *[(key,) for key in ("additionalItems", "additionalProperties", "contains", "items")],
        *[(key,) for key in ("not", "propertyNames")],
        *[(key, "0") for key in ("allOf", "anyOf", "oneOf", "items")],
        *[(key, "a") for key in ("definitions", "dependencies", "properties")],
        ("patternProperties", "^a"),
    ],
)
def test_subschemas_are_found(way: tuple[str, ...]) -> None:
    """A number is bounded wherever a schema can stand."""

    def at(leaf: dict[str, Any]) -> dict[str, Any]:
        value: Any = leaf
        for key in reversed(way):
            value = [value] if key == "0" else {key: value}
        return {"type": "object", **value}

    number = {"type": "integer"}
    assert apply_numeric_bounds(at(number), LOW, HIGH) == at({**number, **BOUNDS})


def test_shared_part_stays_shared() -> None:
    """A number that is one object with a condition is bounded in both places."""
    number = {"type": "integer"}
    bounded = apply_numeric_bounds({"if": number, "items": number}, LOW, HIGH)
    assert bounded["if"] is bounded["items"]
    assert bounded["if"] == {"type": "integer", **BOUNDS}
    assert number == {"type": "integer"}


KINDS = st.sampled_from(["integer", "number", "string", ["integer"]])
LEAVES = st.fixed_dictionaries({}, optional={"type": KINDS, "minimum": st.integers(-5, 5)})
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": KINDS,
            "items": inner | st.lists(inner, max_size=2),
            "properties": st.dictionaries(st.sampled_from("ab"), inner),
            "if": inner,
        },
    ),
    max_leaves=6,
)


@given(SCHEMAS)
def test_bounds_are_applied_once_and_for_all(schema: dict[str, Any]) -> None:
    """A second pass, also with other bounds, changes nothing; the input is never changed."""
    before = copy.deepcopy(schema)
    bounded = apply_numeric_bounds(schema, LOW, HIGH)
    assert schema == before
    assert apply_numeric_bounds(bounded, 0, 1) == bounded
