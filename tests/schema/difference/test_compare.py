"""Two schemas become the tree of the fields that differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtool.schema.difference import ABSENT, FieldDifference, KeywordChange, Marker, Step, compare

NAMES = st.sampled_from(["a", "b", "description", "required", "type", "x.y", "é"])
SCALARS = st.fixed_dictionaries(
    {"type": st.sampled_from(["string", "integer", "boolean"])},
    optional={
        "description": st.text(max_size=3),
        "maxLength": st.integers(0, 3),
        "enum": st.lists(st.sampled_from(["a", 1, True, None, 1.0]), max_size=3),
        "default": st.none() | st.booleans() | st.integers(),
    },
)
SCHEMAS = st.recursive(
    SCALARS | st.booleans(),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": st.just("object"),
            "properties": st.dictionaries(NAMES, inner, max_size=3),
            "required": st.lists(NAMES, max_size=3, unique=True),
            "items": inner | st.lists(inner, max_size=2),
            "additionalProperties": inner,
            "patternProperties": st.dictionaries(NAMES, inner, max_size=1),
            "oneOf": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
        },
    ),
    max_leaves=8,
)


def walk(one: FieldDifference) -> Iterator[FieldDifference]:
    """The difference and all below it."""
    yield one
    for below in one.fields:
        yield from walk(below)


def changed(old: Any, new: Any) -> dict[str, str]:
    """The markers by path, unchanged fields left out."""
    everything = walk(compare(old, new))
    return {one.path: one.marker for one in everything if one.marker is not Marker.UNCHANGED}


def objects(**properties: Any) -> dict[str, Any]:
    """An object schema with these fields."""
    return {"type": "object", "properties": properties}


@settings(max_examples=60, deadline=None)
@given(SCHEMAS)
def test_a_schema_does_not_differ_from_itself(schema: Any) -> None:
    """Comparing a schema with itself finds nothing, whatever it holds."""
    difference = compare(schema, schema)
    assert difference.is_empty
    assert difference.documentation_only


@settings(max_examples=60, deadline=None)
@given(SCHEMAS, SCHEMAS)
def test_differences_mirror_when_the_sides_change_places(one: Any, other: Any) -> None:
    """What was added one way is removed the other way, at the same paths."""
    mirrored = {Marker.ADDED: Marker.REMOVED, Marker.REMOVED: Marker.ADDED}
    there, back = changed(one, other), changed(other, one)
    assert {path: mirrored.get(Marker(kind), kind) for path, kind in there.items()} == back


@settings(max_examples=60, deadline=None)
@given(SCHEMAS, SCHEMAS)
def test_markers_tell_the_truth(old: Any, new: Any) -> None:
    """Fields have the schemas their marker promises, and no empty field is kept."""
    for one in walk(compare(old, new)):
        assert (one.old is ABSENT) == (one.marker is Marker.ADDED)
        assert (one.new is ABSENT) == (one.marker is Marker.REMOVED)
        assert bool(one.changes) == (one.marker is Marker.CHANGED)
        assert one.step is Step.ROOT or not one.is_empty


def test_fields_are_named_as_in_events() -> None:
    """Nested fields, items, map values and patterns each have their notation."""
    text = {"type": "string"}
    new = objects(
        meta=objects(dt=text),
        list={"type": "array", "items": objects(id=text)},
        map={"type": "object", "additionalProperties": text},
        some={"type": "object", "patternProperties": {"^x": text}},
        **{"odd.name": text, "$schema": text, "": text},
    )
    assert set(changed(objects(), new)) == {
        "meta", "meta.dt", "list", "list[]", "list[].id", "map", "map{}",
        "some", 'some{"^x"}', '"odd.name"', "$schema", '""',
    }  # fmt: skip


def test_a_field_carries_its_changed_keywords() -> None:
    """Old and new value of each keyword, absent where it is not there, documentation last."""
    old = objects(a={"description": "x", "type": "string", "maxLength": 5})
    new = objects(a={"description": "y", "type": "string", "format": "uri"})
    (field,) = compare(old, new).fields
    assert field.changes == (
        KeywordChange("maxLength", 5, ABSENT),
        KeywordChange("format", ABSENT, "uri"),
        KeywordChange("description", "x", "y", documentation=True),
    )


def test_requiredness_belongs_to_the_field() -> None:
    """A field that becomes required is changed; the object around it is not."""
    old = {**objects(a={}, b={}), "required": ["b"]}
    new = {**objects(a={}, b={}, c={}), "required": ["a", "c"]}
    difference = compare(old, new)
    assert not difference.changes
    assert {one.path: (one.marker, one.required) for one in difference.fields} == {
        "a": (Marker.CHANGED, True),
        "b": (Marker.CHANGED, False),
        "c": (Marker.ADDED, True),
    }


def test_required_names_without_a_field_are_not_lost() -> None:
    """A name that is required and declared nowhere is a change of the object."""
    difference = compare(objects(), {**objects(), "required": ["b", "a"]})
    assert difference.changes == (KeywordChange("required", [], ["a", "b"]),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}),
        ({"type": ["a", "b"]}, {"type": ["b", "a"]}),
        ({"type": ["string"]}, {"type": "string"}),
        ({"required": ["a", "b"]}, {"required": ["b", "a"]}),
        ({"additionalProperties": True}, {}),
        ({"additionalProperties": {}}, {}),
        ({"items": {}}, {}),
        ({"items": True}, {}),
        ({"maximum": 1}, {"maximum": 1.0}),
        (True, {}),
        (False, {"not": {}}),
    ],
)
def test_two_ways_to_say_one_thing_are_no_difference(old: Any, new: Any) -> None:
    """Order and spelling that mean nothing are not shown."""
    assert compare(old, new).is_empty
    assert compare(new, old).is_empty


def test_true_is_not_one() -> None:
    """JSON values are compared as JSON, not as Python."""
    assert not compare({"const": True}, {"const": 1}).is_empty
    assert not compare({"enum": [False]}, {"enum": [0]}).is_empty


@pytest.mark.parametrize(
    ("keyword", "old", "new"),
    [
        ("description", "a", "b"),
        ("$id", "/a/1.0.0", "/a/1.0.1"),
        ("examples", [1], [2]),
        ("$comment", "a", ABSENT),
        ("oneOf", [objects(a={"title": "x"})], [objects(a={})]),
        ("not", {"items": [{"description": "x"}]}, {"items": [{}]}),
    ],
)
def test_documentation_is_marked_as_such(keyword: str, old: Any, new: Any) -> None:
    """What no event can notice is marked, inside branches too."""
    one = {keyword: old}
    other = {} if new is ABSENT else {keyword: new}
    difference = compare(one, other)
    assert difference.documentation_only
    assert not difference.is_empty


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"title": "a"}, {"title": "b"}),
        ({"not": objects(title={"type": "string"})}, {"not": objects()}),
        ({"enum": [{"description": "x"}]}, {"enum": [{}]}),
        ({"x-owner": "a"}, {"x-owner": "b"}),
    ],
)
def test_what_only_looks_like_documentation_is_not(old: Any, new: Any) -> None:
    """The name of the schema, fields called like keywords, and values are no documentation."""
    assert not compare(old, new).documentation_only


def test_tuples_and_branches_are_keywords_of_their_field() -> None:
    """What is no field of an event is shown as a changed keyword."""
    difference = compare({"items": [{}]}, {"items": [{}, {}], "oneOf": [{}]})
    assert [change.keyword for change in difference.changes] == ["items", "oneOf"]
    assert not difference.fields


@pytest.mark.parametrize("junk", [5, "x", None, [], {"properties": []}, {"required": "a"},
                                  {"required": [{}]}, {"items": 5}, {"type": {}}])  # fmt: skip
def test_invalid_schemas_are_compared_too(junk: Any) -> None:
    """A schema that is none does not stop the comparison, and equals itself."""
    assert compare(junk, junk).is_empty
    assert not compare({"type": "string"}, junk).is_empty
