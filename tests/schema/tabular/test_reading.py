"""From JSON Schema to the type tree."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.errors import SchemaError
from evtool.schema.tabular.model import Json, Kind, ListOf, MapOf, Scalar, Struct, Type
from evtool.schema.tabular.reading import read_tree

TEXT = {"type": "string"}

CASES: list[tuple[dict[str, Any], Type]] = [
    ({"type": "boolean"}, Scalar(Kind.BOOLEAN)),
    ({"type": "integer"}, Scalar(Kind.INTEGER)),
    ({"type": "number"}, Scalar(Kind.NUMBER)),
    ({"type": "string", "maxLength": 9}, Scalar(Kind.STRING, max_length=9)),
    ({"type": "string", "format": "date-time"}, Scalar(Kind.TIMESTAMP)),
    ({"type": "string", "format": "date"}, Scalar(Kind.DATE)),
    ({"type": "string", "format": "uri"}, Scalar(Kind.STRING)),
    ({"type": "string", "enum": ["a", "b"]}, Scalar(Kind.STRING, ("a", "b"))),
    ({"type": ["null", "integer"]}, Scalar(Kind.INTEGER)),
    ({"type": ["string", "integer"]}, Json()),
    ({}, Json()),
    ({"type": "object"}, Json()),
    ({"type": "array"}, Json()),
    ({"type": "array", "items": [TEXT]}, Json()),
    ({"type": "array", "items": TEXT}, ListOf(Scalar(Kind.STRING))),
    (
        {"type": "array", "items": {"type": "array", "items": TEXT}},
        ListOf(ListOf(Scalar(Kind.STRING))),
    ),
    ({"type": "object", "additionalProperties": TEXT}, MapOf(Scalar(Kind.STRING))),
    (
        {"type": "object", "additionalProperties": TEXT, "properties": {"a": {"type": "integer"}}},
        MapOf(Scalar(Kind.STRING)),
    ),
    (
        {"type": "object", "additionalProperties": {"type": "integer"}, "properties": {"a": TEXT}},
        MapOf(Json()),
    ),
]


@pytest.mark.parametrize(("schema", "expected"), CASES)
def test_each_kind_of_property(schema: dict[str, Any], expected: Type) -> None:
    """Every form of a property has its node."""
    (member,) = read_tree({"properties": {"a": schema}}).members
    assert member.type == expected


def test_an_object_that_allows_more_is_a_struct() -> None:
    """`additionalProperties: true` makes no map."""
    schema = {"type": "object", "additionalProperties": True, "properties": {"b": TEXT}}
    (member,) = read_tree({"properties": {"a": schema}}).members
    assert isinstance(member.type, Struct)


def test_what_is_only_null_is_refused_with_its_place() -> None:
    """No store has a column of nothing."""
    with pytest.raises(SchemaError, match=r"/a/b can only be null"):
        read_tree({"properties": {"a": {"type": "object", "properties": {"b": {"type": "null"}}}}})
