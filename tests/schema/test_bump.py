"""Which version number a change asks for."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from evtool.schema.bump import ChangeKind, classify, least_version
from evtool.schema.version import Version

PAIRS = Path(__file__).parents[2].parent / "shared" / "data" / "compat" / "pairs.jsonl.gz"
NONE, PATCH, MINOR, MAJOR = ChangeKind

VALUES = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "ab", [], [1]])
KEYWORDS: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(["string", "integer", "array", "object"]),
    "description": st.text(max_size=2),
    "enum": st.lists(VALUES, min_size=1, max_size=3),
    "minimum": st.integers(-2, 2),
    "exclusiveMaximum": st.integers(-2, 2),
    "multipleOf": st.integers(1, 4),
    "maxLength": st.integers(0, 2),
    "minItems": st.integers(0, 2),
    "uniqueItems": st.booleans(),
    "pattern": st.sampled_from(["a", "b"]),
    "const": VALUES,
}
TEXTS = {"additionalProperties": {"type": "string"}}
SCALARS = st.fixed_dictionaries({}, optional=KEYWORDS)
SCHEMAS = st.recursive(
    SCALARS | st.booleans(),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            **KEYWORDS,
            "items": inner,
            "not": inner,
            "oneOf": st.lists(inner, min_size=1, max_size=2),
            "additionalProperties": inner,
            "required": st.just(["a"]),
        },
    ),
    max_leaves=5,
)


def objects(*required: str, **properties: Any) -> dict[str, Any]:
    """An object schema with these fields."""
    return {"type": "object", "properties": properties, "required": list(required)}


@settings(max_examples=60, deadline=None)
@given(SCHEMAS)
def test_a_schema_asks_for_nothing_against_itself(schema: Any) -> None:
    """No change, no reason, and the version stays."""
    assert classify(schema, schema).kind is NONE
    assert least_version(Version(1, 2, 3), schema, schema) == Version(1, 2, 3)


@st.composite
def edits(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A schema, and the same one with a keyword or two removed, added or replaced."""
    old, other = (one if isinstance(one, dict) else {} for one in draw(st.tuples(SCHEMAS, SCHEMAS)))
    touched = draw(st.sets(st.sampled_from([*old, *other, "type"]), min_size=1, max_size=2))
    kept = {keyword: value for keyword, value in old.items() if keyword not in touched}
    return old, {**kept, **{one: value for one, value in other.items() if one in touched}}


@settings(deadline=None)
@given(edits(), st.lists(VALUES | st.dictionaries(st.sampled_from("ab"), VALUES)))
def test_what_is_called_compatible_accepts_old_values(
    edit: tuple[Any, Any], values: list[Any]
) -> None:
    """Below major, unless fields were added, every value of the old schema fits the new one."""
    old, new = edit
    if classify(old, new).kind < MAJOR:
        fitting = filter(Draft7Validator(old).is_valid, values)
        assert all(map(Draft7Validator(new).is_valid, fitting))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"description": "a"}, {"description": "b"}),
        ({"$id": "/a/1.0.0"}, {"$id": "/a/1.0.1"}),
        ({"examples": [1]}, {}),
        (objects(a={"title": "x"}), objects(a={"title": "y"})),
        ({"x-owner": "a"}, {"x-owner": "b"}),
        ({"definitions": {}}, {"definitions": {"a": {"type": "string"}}}),
        ({"$schema": "http://json-schema.org/draft-07/schema#"},
         {"$schema": "https://json-schema.org/draft-07/schema"}),
    ],
)  # fmt: skip
def test_documentation_asks_for_a_patch(old: Any, new: Any) -> None:
    """What no event can notice raises the last number only."""
    assert classify(old, new).kind is PATCH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (objects(), objects(a={"type": "string"})),
        ({**objects(), "additionalProperties": False},
         {**objects(a={}), "additionalProperties": False}),
        (objects(a=objects()), objects(a=objects(b={"type": "integer"}))),
        (objects("a", a={}), objects(a={})),
        ({"required": ["a"]}, {}),
        ({"enum": ["a"]}, {"enum": ["b", "a"]}),
        ({"enum": ["a"]}, {}),
        ({"maxLength": 5}, {"maxLength": 6}),
        ({"maxLength": 5}, {}),
        ({"minimum": 1}, {"minimum": 0.5}),
        ({}, {"minLength": 0}),
        ({"multipleOf": 6}, {"multipleOf": 3}),
        ({"multipleOf": 6}, {}),
        ({"uniqueItems": True}, {"uniqueItems": False}),
        ({"pattern": "a"}, {}),
        ({"format": "uri"}, {}),
        ({"not": {"type": "string"}}, {}),
        ({"additionalProperties": False}, {}),
        ({"additionalProperties": False}, {"additionalProperties": {"type": "string"}}),
        ({"default": 1}, {"default": 2}),
        (False, True),
    ],
)  # fmt: skip
def test_additions_and_loosenings_ask_for_a_minor(old: Any, new: Any) -> None:
    """What the event platform allows within a major version raises the middle number."""
    assert classify(old, new).kind is MINOR


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (objects(a={}), objects(), "a"),
        ({**objects(a={}), "additionalProperties": False}, objects(), "a"),
        (objects(), objects("a", a={}), "a"),
        (objects(a={}), objects("a", a={}), "a"),
        (objects(), objects(a=False), "a"),
        ({}, {"required": ["a"]}, ""),
        (objects(a={"type": "integer"}), objects(a={"type": "number"}), "a"),
        (objects(a={"type": "integer"}), objects(a={}), "a"),
        (objects(a={}), objects(a={"type": "integer"}), "a"),
        ({"type": "string"}, {"type": ["string", "null"]}, ""),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, ""),
        ({"enum": [True]}, {"enum": [1]}, ""),
        ({}, {"enum": ["a"]}, ""),
        ({}, {"const": "a"}, ""),
        ({"const": "a"}, {"const": "b"}, ""),
        ({"maxLength": 5}, {"maxLength": 4}, ""),
        ({}, {"maximum": 9}, ""),
        ({"maximum": 5}, {"maximum": "x"}, ""),
        ({"multipleOf": 3}, {"multipleOf": 6}, ""),
        ({"multipleOf": 0.5}, {"multipleOf": 0.25}, ""),
        ({}, {"uniqueItems": True}, ""),
        ({"pattern": "a"}, {"pattern": "a|b"}, ""),
        ({}, {"format": "uri"}, ""),
        ({"format": "uri"}, {"format": "iri"}, ""),
        ({}, {"additionalProperties": False}, ""),
        ({}, {"additionalProperties": {"type": "string"}}, ""),
        (TEXTS, {}, ""),
        (TEXTS, {"additionalProperties": {"type": "integer"}}, "{}"),
        (TEXTS, {**TEXTS, "properties": {"a": {"type": "integer"}}}, "a"),
        ({"oneOf": [{"properties": {"a": {}}}]},
         {"oneOf": [{"properties": {"a": {}}}], "properties": {"a": {"type": "integer"}}}, "a"),
        ({"const": {"a": 1}}, {"properties": {"a": {"type": "string"}}}, "a"),
        ({"patternProperties": {"x": {}}}, {}, '{"x"}'),
        ({"items": {"type": "string"}}, {}, "[]"),
        ({}, {"items": {"type": "string"}}, "[]"),
        ({"items": [{}]}, {"items": [{}, {}]}, ""),
        ({"oneOf": [{"type": "string"}]}, {"oneOf": [{"type": "integer"}]}, ""),
        ({"not": {"type": "string"}}, {"not": {"type": "integer"}}, ""),
        ({}, {"if": {"type": "string"}, "then": False}, ""),
        ({"dependencies": {"a": ["b"]}}, {"dependencies": {"a": ["c"]}}, ""),
        ({"$ref": "#/definitions/a", "definitions": {"a": {}}},
         {"$ref": "#/definitions/a", "definitions": {"a": {"type": "string"}}}, ""),
        ({"title": "a"}, {"title": "b"}, ""),
        ({"$schema": "http://json-schema.org/draft-04/schema#"},
         {"$schema": "http://json-schema.org/draft-07/schema#"}, ""),
        ({}, False, ""),
    ],
)  # fmt: skip
def test_what_breaks_asks_for_a_major(old: Any, new: Any, path: str) -> None:
    """The reason names the field, and what cannot be decided counts as breaking."""
    found = classify(old, new)
    assert found.reasons[0].kind is MAJOR
    assert found.reasons[0].path == path
    assert found.reasons[0].sentence


def test_reasons_come_with_sentences_the_largest_first() -> None:
    """Each change is listed with what it asks for."""
    old = objects(a={"type": "integer"}, b={"description": "x"})
    new = objects(a={"type": "string"}, b={"description": "y"}, c={"type": "string"})
    told = [(str(one.kind), one.path, one.sentence) for one in classify(old, new).reasons]
    assert told == [
        ("major", "a", "integer -> string: a type never changes within a major version"),
        ("minor", "c", "an optional field was added"),
        ("patch", "b", "description changed"),
    ]


def test_a_changed_type_is_one_reason() -> None:
    """What lies inside a field that changed its type is not told apart."""
    found = classify(objects(a=objects(b={})), objects(a={"type": "string"}))
    assert [one.path for one in found.reasons] == ["a"]


@pytest.mark.parametrize(
    ("version", "new", "expected"),
    [
        ("1.2.3", {"description": "x"}, "1.2.4"),
        ("1.2.3", {"properties": {"a": {}}}, "1.3.0"),
        ("1.2.3", {"type": "object"}, "2.0.0"),
        ("0.3.0", {"type": "object"}, "1.0.0"),
        ("0.3.0", {"properties": {"a": {}}}, "0.4.0"),
    ],
)
def test_the_least_version(version: str, new: Any, expected: str) -> None:
    """The kind of the change decides the number, in major version 0 as in any other."""
    assert str(least_version(Version.parse(version), {}, new)) == expected


@pytest.mark.shared
@pytest.mark.skipif(
    not PAIRS.exists(), reason="the recorded pairs do not stand beside the checkout"
)
def test_no_recorded_break_is_called_compatible() -> None:
    """Of all schema pairs judged under the event policy none is wrongly accepted, few refused."""
    with gzip.open(PAIRS, "rt") as lines:
        pairs = [pair for pair in map(json.loads, lines) if pair["event"] is not None]
    answers = [(classify(pair["old"], pair["new"]).kind < MAJOR, pair) for pair in pairs]
    assert [pair["id"] for accepted, pair in answers if accepted and not pair["event"]] == []
    refused = [pair["id"] for accepted, pair in answers if not accepted and pair["event"]]
    assert len(refused) <= 0.02 * len(pairs)
