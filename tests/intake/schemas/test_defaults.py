"""Defaults are filled in as ajv's `useDefaults` does it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.intake.schemas.defaults import compile_defaults
from evtool.intake.schemas.validator import compile_schema

NAMES = st.sampled_from("abc")
LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.integers(0, 3), st.sampled_from(["x", None, True]), st.just([]), st.just({})
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.fixed_dictionaries({}, optional={"default": VALUES}) | st.booleans(),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "default": VALUES,
            "properties": st.dictionaries(NAMES, inner, max_size=3),
            "additionalProperties": inner,
            "items": inner,
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
        },
    ),
    max_leaves=8,
)


def filled(schema: Any, value: Any) -> Any:
    """The meaning: what a value becomes."""
    if not isinstance(schema, dict):
        return value
    if isinstance(value, dict):
        declared = schema.get("properties", {})
        for name, part in declared.items():
            if isinstance(part, dict) and "default" in part and name not in value:
                value[name] = copy.deepcopy(part["default"])
        for name, part in declared.items():
            if name in value:
                value[name] = filled(part, value[name])
    if isinstance(value, list):
        value[:] = [filled(schema.get("items"), item) for item in value]
    if isinstance(value, dict):
        others = schema.get("additionalProperties")
        value |= {
            name: filled(others, value[name])
            for name in value.keys() - schema.get("properties", {})
        }
    for part in schema.get("allOf", []):
        value = filled(part, value)
    return value


def fill(schema: Any, value: Any) -> Any:
    """What a value becomes."""
    made = copy.deepcopy(value)
    step = compile_defaults(schema)
    if step is not None:
        step(made)
    return made


@given(SCHEMAS, VALUES)
def test_the_meaning(schema: Any, value: Any) -> None:
    """Absent properties get their defaults, everywhere, and nothing else changes."""
    assert fill(schema, value) == filled(schema, copy.deepcopy(value))


@given(SCHEMAS, VALUES)
def test_defaults_are_never_shared(schema: Any, value: Any) -> None:
    """Whoever changes a filled event changes neither the schema nor another event."""
    before = copy.deepcopy(schema)
    step = compile_defaults(schema)
    if step is None:
        return
    one, other = copy.deepcopy(value), copy.deepcopy(value)
    step(one)
    _ruin(one)
    step(other)
    assert schema == before
    assert other == filled(schema, copy.deepcopy(value))


def _ruin(value: Any) -> None:
    inner = list(
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    for one in inner:
        _ruin(one)
    if isinstance(value, dict):
        value["ruined"] = True
    elif isinstance(value, list):
        value.append("ruined")


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"properties": {"a": {"default": 1}}}, {}, {"a": 1}),
        ({"properties": {"a": {"default": 1}}}, {"a": None}, {"a": None}),
        ({"properties": {"a": {"default": None}}}, {}, {"a": None}),
        ({"properties": {"a": {"properties": {"b": {"default": 1}}}}}, {}, {}),
        (
            {"properties": {"a": {"default": {}, "properties": {"b": {"default": 1}}}}},
            {},
            {"a": {"b": 1}},
        ),
        ({"items": {"properties": {"a": {"default": 1}}}}, [{}, 5], [{"a": 1}, 5]),
        (
            {"additionalProperties": {"properties": {"a": {"default": 1}}}},
            {"x": {}},
            {"x": {"a": 1}},
        ),
        ({"anyOf": [{"properties": {"a": {"default": 1}}}]}, {}, {}),
        ({"allOf": [{"properties": {"a": {"default": 1}}}]}, {}, {"a": 1}),
        ({"properties": {"a": True}}, {}, {}),
        (True, {}, {}),
    ],
)
def test_examples(schema: Any, value: Any, expected: Any) -> None:
    """One of each kind."""
    assert fill(schema, value) == expected


def test_a_required_default_is_there() -> None:
    """Defaults come before the validation, so that what has one is never missing."""
    schema = {"required": ["a"], "properties": {"a": {"type": "integer", "default": 3}}}
    validator = compile_schema(schema)
    assert not validator.is_valid({})
    assert validator.is_valid(fill(schema, {}))
