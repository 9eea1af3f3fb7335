"""Laws of the merge, checked on generated schemas of keywords that it treats exactly."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from evtool.schema.merge import MergeError, merge_all_of
from evtool.schema.merge.equality import same_value

NAMES = st.sampled_from(["a", "b", "c"])
VALUES = st.sampled_from([None, True, 0, 1, 2, 3.5, "", "a", "ab", "abc"])
SIZES = st.integers(0, 3)
KINDS = ["object", "array", "string", "integer", "null"]
LEAVES: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(KINDS) | st.lists(st.sampled_from(KINDS), min_size=1, unique=True),
    "required": st.lists(NAMES, unique=True),
    "enum": st.lists(VALUES, min_size=1, max_size=6),
    "description": st.sampled_from(["one", "two"]),
    "pattern": st.sampled_from(["^a", "b$"]),
    "multipleOf": st.sampled_from([1, 2, 3, 0.5]),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), SIZES),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), SIZES),
    "minProperties": SIZES,
    "uniqueItems": st.booleans(),
}


def _schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    nested = {
        "properties": st.dictionaries(NAMES, inner, max_size=2),
        "items": inner,
        "contains": inner,
        "anyOf": st.lists(inner, min_size=1, max_size=2),
        "allOf": st.lists(inner, max_size=2),
    }
    return st.fixed_dictionaries({}, optional={**LEAVES, **nested}).map(_few)


def _few(schema: dict[str, Any]) -> dict[str, Any]:
    """At most four keywords: more rarely leave anything to accept."""
    return dict(list(schema.items())[-4:])


SCHEMAS = st.recursive(st.fixed_dictionaries({}, optional=LEAVES).map(_few), _schemas, max_leaves=5)
INSTANCES = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


def _merged(schema: dict[str, Any]) -> dict[str, Any]:
    try:
        return merge_all_of(schema)
    except MergeError:
        assume(False)  # noqa: FBT003 - hypothesis's own way
        raise


def _without_contains(schema: Any) -> Any:
    """`contains` of two members merges into one demand, which is stricter than both."""
    if isinstance(schema, dict):
        return {k: _without_contains(v) for k, v in schema.items() if k != "contains"}
    return [_without_contains(v) for v in schema] if isinstance(schema, list) else schema


@settings(max_examples=100, deadline=None)
@given(SCHEMAS.map(_without_contains), SCHEMAS.map(_without_contains), st.lists(INSTANCES))
def test_merged_accepts_what_all_members_accept(
    left: dict[str, Any], right: dict[str, Any], instances: list[Any]
) -> None:
    """The merge of two schemas accepts an instance exactly when both do."""
    merged = Draft7Validator(_merged({"allOf": [left, right]}))
    for instance in instances:
        both = all(Draft7Validator(member).is_valid(instance) for member in (left, right))
        assert merged.is_valid(instance) is both


@settings(max_examples=100, deadline=None)
@given(SCHEMAS)
def test_merging_again_changes_nothing(schema: dict[str, Any]) -> None:
    """A merged schema is its own merge."""
    merged = _merged(schema)
    assert same_value(merge_all_of(merged), merged)


@settings(max_examples=100, deadline=None)
@given(SCHEMAS, SCHEMAS, SCHEMAS)
def test_nested_members_are_flattened(
    one: dict[str, Any], two: dict[str, Any], three: dict[str, Any]
) -> None:
    """An `allOf` inside an `allOf` says the same as one list."""
    flat = _merged({"allOf": [one, two, three]})
    assert same_value(merge_all_of({"allOf": [one, {"allOf": [two, three]}]}), flat)


@settings(max_examples=100, deadline=None)
@given(SCHEMAS)
def test_input_is_never_changed(schema: dict[str, Any]) -> None:
    """The input is the same afterwards, whether the merge succeeds or fails."""
    before = copy.deepcopy(schema)
    try:
        merge_all_of(schema)
    except MergeError as error:
        assert error.pointers  # noqa: PT017 - both ends are fine, each with its own promise
    assert same_value(schema, before)
