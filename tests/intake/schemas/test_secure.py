"""What makes a schema insecure, as ajv's meta-schema for it says."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.intake.schemas.secure import insecurities

PATTERN = {"pattern": "^a"}
BOUND = {"pattern": "^a", "maxLength": 5}


@pytest.mark.parametrize(
    "schema",
    [
        PATTERN,
        {"format": "uri"},
        {"uniqueItems": True},
        {"uniqueItems": True, "items": {}},
        {"uniqueItems": True, "items": {"type": "object"}},
        {"uniqueItems": True, "items": {"type": ["string", "array"]}},
        {"patternProperties": {}},
        {"patternProperties": {}, "propertyNames": {}},
        {"patternProperties": {}, "propertyNames": True},
        {"uniqueItems": True, "items": [{"type": "string"}]},
    ],
)
def test_unbounded(schema: dict[str, Any]) -> None:
    """One problem each."""
    assert len(list(insecurities(schema))) == 1


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        BOUND,
        {"format": "uri", "maxLength": 5},
        {"uniqueItems": False},
        {"uniqueItems": True, "maxItems": 5},
        {"uniqueItems": True, "items": {"type": "string"}},
        {"uniqueItems": True, "items": {"type": ["string", "null"]}},
        {"patternProperties": {}, "propertyNames": {"maxLength": 5}},
        {"default": PATTERN, "examples": [PATTERN], "const": PATTERN, "enum": [PATTERN]},
        {"dependencies": {"a": ["pattern"]}},
        {"properties": {"pattern": {"type": "string"}, "format": {"type": "string"}}},
    ],
)
def test_bounded(schema: Any) -> None:
    """Values, and properties that are called like keywords, are no keywords."""
    assert not list(insecurities(schema))


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ({"properties": {"a/b": PATTERN}}, "/properties/a~1b"),
        ({"definitions": {"x": PATTERN}}, "/definitions/x"),
        ({"patternProperties": {"x": PATTERN}, "propertyNames": BOUND}, "/patternProperties/x"),
        ({"dependencies": {"x": PATTERN}}, "/dependencies/x"),
        ({"items": PATTERN}, "/items"),
        ({"items": [{}, PATTERN]}, "/items/1"),
        ({"allOf": [{}, {"anyOf": [{"oneOf": [PATTERN]}]}]}, "/allOf/1/anyOf/0/oneOf/0"),
        *(
            ({word: PATTERN}, f"/{word}")
            for word in (
                "additionalProperties", "additionalItems", "propertyNames", "contains", "not",
                "if", "then", "else",
            )
        ),
    ],
)  # fmt: skip
def test_everywhere(schema: dict[str, Any], pointer: str) -> None:
    """Wherever a schema can be in a schema, with its pointer."""
    (problem,) = insecurities(schema)
    assert problem.startswith(f"{pointer} has ")
