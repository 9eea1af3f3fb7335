"""Violations in the words of ajv 6."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.intake.event.ajv import as_ajv, data_path, errors_text
from evtool.intake.event.json_text import dump
from evtool.intake.schemas.validator import compile_schema


def errors(schema: dict[str, Any], value: Any) -> list[dict[str, Any]]:
    """The errors of a value."""
    return as_ajv(compile_schema(schema).violations(value))


WORDS: list[tuple[dict[str, Any], Any, str, dict[str, Any]]] = [
    ({"type": "string"}, 1, "should be string", {"type": "string"}),
    ({"type": ["null", "string"]}, 1, "should be null,string", {"type": "null,string"}),
    ({"required": ["a"]}, {}, "should have required property 'a'", {"missingProperty": "a"}),
    (
        {"minimum": 1}, 0, "should be >= 1", {"comparison": ">=", "limit": 1, "exclusive": False},
    ),
    (
        {"exclusiveMaximum": 1}, 1, "should be < 1",
        {"comparison": "<", "limit": 1, "exclusive": True},
    ),
    ({"minLength": 2}, "a", "should NOT be shorter than 2 characters", {"limit": 2}),
    ({"maxLength": 1}, "ab", "should NOT be longer than 1 characters", {"limit": 1}),
    ({"minItems": 1}, [], "should NOT have fewer than 1 items", {"limit": 1}),
    ({"maxProperties": 0}, {"a": 1}, "should NOT have more than 0 properties", {"limit": 0}),
    ({"pattern": "^a"}, "b", 'should match pattern "^a"', {"pattern": "^a"}),
    ({"format": "date"}, "b", 'should match format "date"', {"format": "date"}),
    (
        {"enum": [1, "a"]}, 2, "should be equal to one of the allowed values",
        {"allowedValues": [1, "a"]},
    ),
    ({"const": {"a": 1}}, 2, "should be equal to constant", {"allowedValue": {"a": 1}}),
    ({"multipleOf": 3}, 2, "should be multiple of 3", {"multipleOf": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "message", "params"), WORDS)
def test_words(schema: dict[str, Any], value: Any, message: str, params: dict[str, Any]) -> None:
    """Message and params are those of ajv."""
    (error,) = errors(schema, value)
    (keyword,) = schema
    assert error == {
        "keyword": keyword,
        "dataPath": "",
        "schemaPath": f"#/{keyword}",
        "params": params,
        "message": message,
    }


def test_each_additional_property_is_an_error() -> None:
    """As ajv tells them, one by one."""
    found = errors(
        {"properties": {"a": {}}, "additionalProperties": False}, {"a": 1, "b": 2, "c": 3}
    )
    message = "should NOT have additional properties"
    assert {error["message"] for error in found} == {message}
    assert {error["params"]["additionalProperty"] for error in found} == {"b", "c"}


def test_an_answer_is_no_larger_for_more_errors() -> None:
    """A small body must not make an answer of many times its size."""
    event = {f"k{number}": 1 for number in range(10_000)}
    closed = {"properties": {"a": {}}, "additionalProperties": False}
    assert len(errors(closed, event)) == 100
    assert len(errors({"additionalProperties": {"type": "string"}}, event)) == 100


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"additionalProperties": False}, {"a": 1}),
        ({"anyOf": [{"type": "string"}, {"minimum": 5}]}, 1),
        ({"oneOf": [{}, {}]}, 1),
        ({"oneOf": [False]}, 1),
        ({"not": {}}, 1),
        ({"contains": {"type": "string"}}, [1]),
        ({"uniqueItems": True}, [1, 1]),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1}),
        ({"properties": {"a": False}}, {"a": 1}),
        ({"dependencies": {"a": ["b"]}}, {"a": 1}),
        ({"if": {}, "then": False}, 1),
        ({"items": [{}], "additionalItems": False}, [1, 2]),
    ],
)
def test_other_keywords(schema: dict[str, Any], value: Any) -> None:
    """They have words too, none of which repeats the value; and they can be written."""
    found = errors(schema, value)
    assert found
    assert all(error["message"] for error in found)
    dump(found)


def test_paths() -> None:
    """The way to a value as JavaScript writes it; all errors in one line."""
    schema = {
        "properties": {
            "a-b": {"items": {"properties": {"c": {"type": "string"}}}},
            "n": {"type": "integer"},
        }
    }
    found = errors(schema, {"a-b": [{}, {"c": 1}], "n": "x"})
    assert {error["dataPath"] for error in found} == {"['a-b'][1].c", ".n"}
    assert {error["schemaPath"] for error in found} == {
        "#/properties/a-b/items/properties/c/type", "#/properties/n/type",
    }  # fmt: skip
    text = errors_text(sorted(found, key=lambda error: str(error["dataPath"])))
    assert text == "'.n' should be integer, '['a-b'][1].c' should be string"


@given(st.lists(st.text(max_size=5) | st.integers(0, 99), max_size=4))
def test_paths_differ(tokens: list[str | int]) -> None:
    """Two ways into a value are never written alike."""
    text = data_path(tokens)
    assert text.count("[") >= sum(isinstance(token, int) for token in tokens)
    for at in range(len(tokens)):
        assert data_path(tokens[:at]) != text
