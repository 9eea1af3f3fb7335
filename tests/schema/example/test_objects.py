"""Objects: which members an example has."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.schema.example import CannotGenerate, generate_example

WORD = {"type": "string"}
NUMBER = {"type": "integer"}
FLAG = {"type": "boolean"}
NONE = {"type": "null"}

ROWS: list[tuple[dict[str, Any], Any]] = [
    ({"properties": {"a": NONE, "b": FLAG}, "required": ["b"]}, {"a": None, "b": False}),
    ({"properties": {}, "required": ["z"]}, {"z": -70000000}),
    ({"required": ["z"], "additionalProperties": WORD}, {"z": "dolor"}),
    ({"properties": {"a": WORD}, "required": True}, {"a": "dolor"}),
    ({"properties": {"a": {}}}, {"a": {}}),
    ({"properties": {"a": True}}, {"a": True}),
    ({"properties": {"a": False, "b": WORD}}, {"b": "dolor"}),
    ({"additionalProperties": {}}, {"dolorb": {}}),
    ({"additionalProperties": False, "minProperties": 1}, None),
    (
        {"additionalProperties": False, "properties": {"a": WORD}, "minProperties": 5},
        {"a": "dolor"},
    ),
    ({"minProperties": 1}, {"dolorb": -70000000}),
    ({"properties": {"a": WORD, "b": WORD}, "maxProperties": 1}, {"b": "dolor"}),
    (
        {"properties": {"a": WORD, "b": WORD, "c": WORD}, "required": ["c"], "maxProperties": 2},
        {"c": "dolor", "b": "dolor"},
    ),
    ({"patternProperties": {"^k[0-9]": FLAG}}, {"k1": False}),
    ({"patternProperties": {"^k": FLAG, "^l": FLAG}}, {"k": False, "l": False}),
    (
        {"properties": {"k": {"description": "x"}}, "patternProperties": {"^k$": NUMBER}},
        {"k": -70000000},
    ),
    (
        {"required": ["ka"], "patternProperties": {"^k": FLAG}, "additionalProperties": False},
        {"ka": False},
    ),
    ({"properties": {"a": WORD}, "dependencies": {"a": ["b"]}}, {"a": "dolor"}),
    (
        {"properties": {"a": WORD}, "dependencies": {"a": ["b"]}, "additionalProperties": FLAG},
        {"a": "dolor", "b": False},
    ),
    (
        {"properties": {"a": WORD}, "dependencies": {"a": {"properties": {"b": FLAG}}}},
        {"a": "dolor", "b": False},
    ),
    (
        {"properties": {"a": WORD}, "dependencies": {"z": {"properties": {"b": FLAG}}}},
        {"a": "dolor"},
    ),
    ({"properties": {"a": WORD}, "propertyNames": {"pattern": "^b"}}, {"a": "dolor"}),
    ({"properties": {"$id": WORD, "$schema": WORD}}, {"$id": "dolor", "$schema": "dolor"}),
    (
        {"properties": {"items": {"properties": {"a": WORD}}}},
        {"items": {"properties": {"a": "dolor"}}},
    ),
    ({"properties": {"definitions": WORD}}, {"definitions": {"type": "string"}}),
    ({"properties": {"not": WORD, "a": WORD}}, -70000000),
    ({"properties": {"2": WORD, "a": WORD, "1": WORD}, "maxProperties": 1}, {"2": "dolor"}),
]


@pytest.mark.parametrize(("keywords", "example"), ROWS)
def test_object(keywords: dict[str, Any], example: Any) -> None:
    """An object has every member that is described, within `maxProperties`."""
    assert generate_example({"type": "object", **keywords}) == example


def test_members_without_type_are_cleaned() -> None:
    """In what has no type, empty objects go unless they are required."""
    inner = {"properties": {"a": {"type": "object"}, "b": {"type": "object"}}, "required": ["b"]}
    assert generate_example({"properties": {"x": inner}}) == {"x": {"b": {}}}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"additionalProperties": WORD, "minProperties": 2}, "2 members cannot be invented"),
    ({"minProperties": 10**12}, "cannot be invented"),
    ({"patternProperties": {"^a$": WORD}, "minProperties": 2}, "cannot be invented"),
    ({"properties": ["a"]}, "`properties` is no object"),
    ({"required": "a"}, "`required` is no list"),
    ({"properties": {"a": WORD}, "patternProperties": {"(a)\\1": WORD}}, "refers to group 1"),
    ({"properties": {"a": WORD}, "dependencies": {"a": None}}, "is no schema"),
]


@pytest.mark.parametrize(("keywords", "reason"), REFUSED)
def test_refused_object(keywords: dict[str, Any], reason: str) -> None:
    """Members that the reference would invent for ever, or cannot read, are refused."""
    with pytest.raises(CannotGenerate) as caught:
        generate_example({"type": "object", **keywords})
    assert reason in caught.value.reason
    assert caught.value.hint
