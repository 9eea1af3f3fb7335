"""The differences that are found between two schemas, and where."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.schema.compatibility import Level, Policy, check
from evtool.schema.compatibility.changes import candidates
from evtool.schema.compatibility.changes.place import Place
from evtool.schema.compatibility.changes.walk import places
from evtool.schema.compatibility.reading import Document, Pool

STRING, INTEGER = {"type": "string"}, {"type": "integer"}


def roots(old: Any, new: Any) -> tuple[Any, Any]:
    """Both schemas as they are read."""
    pool = Pool()
    return pool.root(Document(old)), pool.root(Document(new))


def found(old: Any, new: Any) -> set[str]:
    """The keywords that differ, with their place."""
    return {f"{one.place.new_pointer}:{one.keyword}" for one in candidates(*roots(old, new))}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, {":enum"}),
        ({"minimum": 1, "maximum": 3}, {"minimum": 2, "maximum": 2}, {":minimum", ":maximum"}),
        ({"properties": {"a": STRING}}, {"properties": {}}, {":properties/a"}),
        ({"properties": {"a": STRING}}, {"properties": {"a": INTEGER}}, {"/properties/a:type"}),
        ({"items": STRING}, {"items": INTEGER}, {"/items:type"}),
        ({"items": [STRING, STRING]}, {"items": [STRING, INTEGER]}, {":items", "/items/1:type"}),
        ({"required": ["a"]}, {"required": ["a", "b"]}, {":required"}),
        ({"additionalProperties": STRING}, {"additionalProperties": INTEGER},
         {"/additionalProperties:type"}),
        ({"additionalProperties": STRING}, {}, {":additionalProperties"}),
        ({}, {"additionalProperties": False}, {":additionalProperties"}),
        ({"patternProperties": {"^a": STRING}}, {"patternProperties": {"^a": INTEGER}},
         {"/patternProperties/^a:type"}),
        ({"patternProperties": {"^a": STRING}}, {}, {":patternProperties/^a"}),
        ({"format": "date"}, {"format": "time"}, {":format"}),
        ({"format": "nothing"}, {"format": "else"}, set()),
        ({"if": STRING, "then": True}, {"if": INTEGER, "then": True}, {":if"}),
        ({"description": "a", "examples": [1]}, {"description": "b"}, set()),
        ({"enum": ["a", "b"], "minimum": 1}, {"minimum": 1.0, "enum": ["a", "b"]}, set()),
    ],
)  # fmt: skip
def test_differences_are_found_where_they_are(old: Any, new: Any, expected: set[str]) -> None:
    """Each keyword that differs is told at its place; documentation and order are nothing."""
    assert found(old, new) == expected


def test_places_are_those_of_both() -> None:
    """Equal parts are passed over, references are followed, recursion ends."""
    tree = {"properties": {"next": {"$ref": "#"}, "same": STRING}}
    old = {**tree, "properties": {**tree["properties"], "value": STRING}}
    new = {**tree, "properties": {**tree["properties"], "value": INTEGER}}
    assert [one.path for one in places(*roots(old, new))] == ["", "value"]


def test_the_nearest_place_is_told() -> None:
    """A definition that is used deep and shallow is told where it is used first."""
    use = {"$ref": "#/definitions/x"}
    shape = {"properties": {"a": {"properties": {"b": use}}, "c": use}}
    old, new = ({**shape, "definitions": {"x": one}} for one in (STRING, INTEGER))
    assert [one.path for one in places(*roots(old, new))][-1] == "c"


def test_places_end_somewhere() -> None:
    """What lies a hundred levels deep is left to the proof."""
    old, new = STRING, INTEGER
    for _ in range(150):
        old, new = {"properties": {"a": old}}, {"properties": {"a": new}}
    assert len(list(places(*roots(old, new)))) == 101


@pytest.mark.parametrize(
    ("step", "inside", "outside"),
    [
        (("field", "a"), {"a": 1}, {"a": "x"}),
        (("item", 1), [0, 1], [0, "x"]),
        (("items",), [1], ["x"]),
        (("pattern", "^a"), {"ab": 1}, {"ab": "x"}),
        (("others", ["a"], ["^b"]), {"c": 1}, {"a": 1, "b": 1, "c": "x"}),
    ],
)  # fmt: skip
def test_places_describe_whole_events(step: tuple[Any, ...], inside: Any, outside: Any) -> None:
    """A claim about a part becomes one about the event around it."""
    from jsonschema import Draft7Validator

    old, new = roots({}, {})
    demand = Draft7Validator(Place(old, new, steps=(step,)).demanding(INTEGER))
    assert demand.is_valid(inside)
    assert not demand.is_valid(outside)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ({"items": STRING}, {"items": INTEGER}, "[]: string -> integer"),
        ({"properties": {"a": STRING}}, {}, "the field a (string) was removed"),
        ({}, {"required": ["a"]}, "a became required"),
        ({"additionalProperties": STRING}, {}, "the event is no longer a map"),
    ],
)  # fmt: skip
def test_changes_are_told_in_a_sentence(old: Any, new: Any, sentence: str) -> None:
    """A sentence names the part and what happened to it."""
    verdict = check(old, new, Level.BACKWARD, Policy.EVENT)
    assert any(sentence in change.sentence for change in verdict.breaking), verdict
