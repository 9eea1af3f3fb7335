"""Schemas become column types."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.query.column_type import columns, shape

BOUNDS = {"minimum": -(2**53), "maximum": 2**53}


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        ({"type": "string"}, "VARCHAR"),
        ({"type": "string", "format": "date-time"}, "TIMESTAMPTZ"),
        ({"type": "integer"}, "HUGEINT"),
        ({"type": "integer", **BOUNDS}, "BIGINT"),
        ({"type": ["null", "boolean"]}, "BOOLEAN"),
        ({"type": ["string", "integer"]}, "JSON"),
        ({"type": "array", "items": {"type": "number"}}, ["DOUBLE"]),
        ({"type": "array"}, ["JSON"]),
        ({"type": "object"}, "JSON"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "JSON"),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, {"a": "VARCHAR"}),
        ({"type": "object", "properties": {"a": {}, "A": {}}}, "JSON"),
        ({}, "JSON"),
        (True, "JSON"),
    ],
)
def test_types(schema: Any, wanted: Any) -> None:
    """What can be several things, or anything, stays JSON."""
    assert shape(schema) == wanted


def test_depth_is_bounded() -> None:
    """A schema of any depth has a type."""
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(500):
        schema = {"type": "object", "properties": {"a": schema}}
    assert "JSON" in str(shape(schema))


def test_columns_are_top_properties() -> None:
    """A schema without properties has none."""
    assert columns({"properties": {"a": {"type": "boolean"}}}) == {"a": "BOOLEAN"}
    assert columns({}) == {}
