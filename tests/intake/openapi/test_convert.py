"""Schemas of older drafts as OpenAPI has them."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from evtool.intake.openapi.convert import converted

AT = "#/components/schemas/one"
DRAFT4 = "http://json-schema.org/draft-04/schema#"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "maxLength": 3}, {"type": "string", "maxLength": 3}),
        ({"$id": "/a/1.0.0", "$schema": DRAFT4, "examples": [1]}, {}),
        ({"items": [{"type": "null"}, True]}, {"prefixItems": [{"type": "null"}, True]}),
        (
            {"items": [{}], "additionalItems": {"type": "null"}},
            {"prefixItems": [{}], "items": {"type": "null"}},
        ),
        ({"items": {}, "additionalItems": False}, {"items": {}}),
        ({"items": []}, {}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
        ({"exclusiveMaximum": True}, {}),
        ({"exclusiveMaximum": 3}, {"exclusiveMaximum": 3}),
        (
            {"dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
            {
                "dependentRequired": {"a": ["b"]},
                "dependentSchemas": {"c": {"required": ["d"]}},
            },
        ),
        ({"definitions": {"a": {"type": "null"}}}, {"$defs": {"a": {"type": "null"}}}),
        ({"unevaluatedProperties": False, "prefixItems": [False], "x-note": 1}, {}),
        ({"if": True, "then": {"items": 7}}, {"if": True, "then": {"items": {}}}),
        ({"properties": 7, "allOf": [], "anyOf": {}, "dependencies": [], "required": True}, {}),
    ],
)  # fmt: skip
def test_keywords_get_their_new_form(schema: dict[str, Any], expected: dict[str, Any]) -> None:
    """And what the old drafts do not know is left out: it meant nothing."""
    assert converted(schema, AT) == expected


def test_what_the_intake_fills_in_need_not_be_sent() -> None:
    """As far as it does fill in: not below `anyOf`, where nobody knows what will hold."""
    part = {"properties": {"a": {"default": 1}, "b": {}}, "required": ["a", "b"]}
    schema = {**part, "allOf": [part], "anyOf": [part], "items": part}
    made = converted(schema, AT)
    assert made["required"] == ["b"]
    assert made["allOf"][0]["required"] == made["items"]["required"] == ["b"]
    assert made["anyOf"][0]["required"] == ["a", "b"]
    assert "required" not in converted({**part, "required": ["a"]}, AT)


SCHEMA: dict[str, Any] = {
    "definitions": {"a b/c": {"$id": "#named", "type": "integer"}},
    "items": [{"type": "string"}, {"$ref": "#/items/0"}],
    "additionalItems": {"type": "null"},
    "dependencies": {"x": {"type": "object"}},
    "allOf": [{"properties": {"items": {"enum": [1]}}}],
    "not": {"$ref": "#"},
}


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("#", AT),
        ("", AT),
        ("#/definitions/a%20b~1c", f"{AT}/$defs/a%20b~1c"),
        ("#named", f"{AT}/$defs/a%20b~1c"),
        ("#/items/0", f"{AT}/prefixItems/0"),
        ("#/additionalItems", f"{AT}/items"),
        ("#/dependencies/x", f"{AT}/dependentSchemas/x"),
        ("#/allOf/0/properties/items", f"{AT}/allOf/0/properties/items"),
        ("#/not", f"{AT}/not"),
    ],
)
def test_references_follow_what_they_name(reference: str, expected: str) -> None:
    """Wherever it is now."""
    made = converted({**SCHEMA, "contains": {"$ref": reference, "type": "null"}}, AT)
    assert made["contains"] == {"$ref": expected}


@pytest.mark.parametrize(
    "reference",
    [
        "#/nowhere", "#/items/7", "#/items/x", "#/items", "#/items/1/type", "#/allOf",
        "#/definitions", "#other", "other.yaml", "#/%zz", "#/not/x",
    ],
)  # fmt: skip
def test_references_to_nowhere_allow_everything(reference: str) -> None:
    """A document with references that lead nowhere would be of no use at all."""
    assert converted({**SCHEMA, "contains": {"$ref": reference}}, AT)["contains"] == {}


@pytest.mark.parametrize("value", [{}, {"a": 1}, {"a": "1", "b": [1, "x"]}, {"b": [1, 1]}, [1], 7])
def test_a_converted_schema_accepts_the_same(value: Any) -> None:
    """Checked with validators of both dialects."""
    old = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": {
            "a": {"type": "integer"},
            "b": {"items": [{"const": 1}], "additionalItems": {"type": "string"}},
        },
        "dependencies": {"b": ["a"]},
    }
    made = converted(old, "#")
    jsonschema.Draft202012Validator.check_schema(made)
    assert jsonschema.Draft202012Validator(made).is_valid(value) is (
        jsonschema.Draft7Validator(old).is_valid(value)
    )
