"""What decides about a value: fixed values, choices, negations, types, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.schema.example import CannotGenerate, generate_example

WORD = {"type": "string"}
NUMBER = {"type": "integer"}
FLAG = {"type": "boolean"}

DECIDED: list[tuple[dict[str, Any], Any]] = [
    ({"type": "integer", "default": "text"}, "text"),
    ({"default": False, "const": 1}, False),
    ({"const": None, "enum": [1]}, None),
    ({"const": {"a": {}}}, {"a": {}}),
    ({"type": "integer", "pattern": "^x{2}$"}, "xx"),
    ({"pattern": "a", "enum": ["b"]}, "a"),
    ({"enum": []}, None),
    ({"enum": [[1], 2]}, [1]),
    ({"enum": list(range(27))}, 4),
    ({"type": [], "title": "x"}, {"type": [], "title": "x"}),
    ({"type": ["boolean", "string"]}, False),
    ({"type": ["x", "null"] + ["y"] * 5}, None),
    ({"format": "ipv4"}, "38.38.38.38"),
    ({"uniqueItems": True, "items": FLAG}, [False]),
    ({"maxLength": 40, "minimum": 1}, 15000001),
    (
        {"title": "t", "nothing": None, "list": [1, {"type": "null"}]},
        {"title": "t", "list": [1, None]},
    ),
    ({"definitions": {"a": WORD}}, {"definitions": {"a": WORD}}),
    ({"$id": "/a/1.0.0", "$schema": "x", "title": "t"}, {"title": "t"}),
    ({"$schema": "x", "title": "t"}, {"$schema": "x", "title": "t"}),
    ({"contains": WORD}, {"contains": "dolor"}),
    ({"if": WORD, "then": FLAG, "else": {}}, {"if": "dolor", "then": False, "else": {}}),
    ({"allOf": [{"pattern": "^a$"}, {"pattern": "^b$"}]}, "b"),
    ({"allOf": [WORD, {"allOf": [{"minLength": 6}]}]}, "dolordolor"),
    ({"template": ["x", 1]}, ["x", 1]),
    (
        {"title": "t", "other": {"template": "#{title}-#{none}"}},
        {"title": "t", "other": "t-undefined"},
    ),
]

CHOSEN: list[tuple[dict[str, Any], Any]] = [
    ({"oneOf": [FLAG, WORD], "anyOf": [NUMBER]}, False),
    ({"anyOf": [NUMBER] + [WORD] * 6}, "dolor"),
    ({"oneOf": [True, WORD]}, {}),
    ({"type": "string", "oneOf": [{"minLength": 6}, {"maxLength": 1}]}, "dolordolor"),
    ({"oneOf": [{"oneOf": [{"anyOf": [FLAG]}]}]}, False),
    (
        {
            "properties": {"a": WORD, "b": WORD, "c": WORD},
            "oneOf": [{"required": ["b"]}, {"required": ["b", "c"]}],
        },
        {"a": "dolor", "b": "dolor"},
    ),
    (
        {
            "properties": {
                "properties": {"properties": {"k": WORD}},
                "x": {"oneOf": [WORD, {"required": ["k"]}]},
            }
        },
        {"properties": {"properties": {"k": "dolor"}}, "x": "dolor"},
    ),
    ({"enum": [1, 7], "oneOf": [{"maximum": 5}]}, 7),
]

NEGATED: list[tuple[dict[str, Any], Any]] = [
    ({"not": {"type": "integer"}}, "dolor"),
    ({"not": {"type": ["string", "integer", "boolean"]}}, None),
    ({"not": {"type": ["string", "number", "boolean", "null"]}}, {}),
    ({"not": {"enum": ["a"]}}, True),
    ({"type": "integer", "not": {"minimum": 10}}, -84999999),
    ({"type": "integer", "not": {"maximum": 10}, "maximum": 5}, 1),
    ({"type": "string", "not": {"minLength": 10}}, "d"),
    ({"type": "string", "not": {"maxLength": 10}}, "dolordolor"),
    (
        {"type": "object", "not": {"required": ["a"]}, "properties": {"a": WORD, "b": WORD}},
        {"b": "dolor"},
    ),
    ({"type": "string", "not": {}}, "dolor"),
    ({"type": "string", "not": True}, "dolor"),
]


@pytest.mark.parametrize(("schema", "example"), [*DECIDED, *CHOSEN, *NEGATED])
def test_decision(schema: dict[str, Any], example: Any) -> None:
    """One keyword decides about the value: the first in a fixed order."""
    assert generate_example(schema) == example


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"properties": {"a": {"type": "strng"}}}, "/properties/a", '"strng" is no type'),
    ({"items": {"items": {"type": "x"}}}, "/items/items", '"x" is no type'),
    ({"items": [{}, {"type": "x"}]}, "/items/1", '"x" is no type'),
    ({"items": True}, "/items", "true is no schema"),
    ({"items": [5]}, "/items/0", "5 is no schema"),
    (
        {"additionalProperties": {"properties": {"a": {"type": "x"}}}},
        "/additionalProperties/properties/a",
        '"x" is no type',
    ),
    (
        {"properties": {"a": {"oneOf": [{"properties": {"b": {"type": "x"}}}]}}},
        "/properties/a",
        '"x" is no type',
    ),
    ({"if": {"type": "x"}}, "/if", '"x" is no type'),
    ({"oneOf": []}, "", "no schema to choose"),
    ({"anyOf": [None]}, "", "no schema to choose"),
    ({"allOf": [3]}, "", "no schema"),
    ({"$ref": "/other/1.0.0"}, "", "refers to /other/1.0.0"),
    ({"not": {"enum": [True]}}, "", "no value avoids its `not`"),
    ({"type": "integer", "sequentialDate": True}, "", "another one each time"),
    ({"template": "#{a}"}, "", "`template` has nothing around it"),
]


@pytest.mark.parametrize(("schema", "pointer", "reason"), REFUSED)
def test_refusal_names_the_part(schema: dict[str, Any], pointer: str, reason: str) -> None:
    """A refusal points to the part of the schema that is at fault, and says the repair."""
    with pytest.raises(CannotGenerate) as caught:
        generate_example(schema)
    assert (caught.value.pointer, bool(caught.value.hint)) == (pointer, True)
    assert reason in caught.value.reason
    assert pointer in str(caught.value)
