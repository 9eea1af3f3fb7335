"""Numbers: bounds, multiples, and the arithmetic of doubles."""

from __future__ import annotations

import math
from typing import Any

import pytest

from evtool.schema.example import CannotGenerate, generate_example

ROWS: list[tuple[dict[str, Any], Any]] = [
    ({"type": "integer", "minimum": 3, "maximum": 3}, 3),
    ({"type": "integer", "minimum": 0, "maximum": 50}, 7),
    ({"type": "integer", "minimum": -10, "maximum": 10}, -7),
    ({"type": "integer", "minimum": 0.5, "maximum": 2.5}, 1),
    ({"type": "integer", "minimum": 0, "exclusiveMinimum": True, "maximum": 2}, 1),
    ({"type": "integer", "exclusiveMinimum": 7, "maximum": 20}, -84999997),
    ({"type": "integer", "multipleOf": 7, "minimum": 50, "maximum": 200}, 77),
    ({"type": "integer", "multipleOf": 0, "minimum": 0, "maximum": 9}, 1.3499999999999999),
    ({"type": "integer", "minimum": 2**53, "maximum": 2**60}, 180594345057556900.0),
    ({"type": "number", "minimum": 1, "maximum": 2}, 1.15),
    ({"type": "number", "minimum": -0.5, "maximum": 0.5}, -0.35),
    ({"type": "number", "minimum": 10, "maximum": 30}, 13),
    ({"type": "number", "multipleOf": 0.25, "minimum": 1, "maximum": 3}, 1.25),
    ({"type": "number", "multipleOf": 10, "minimum": 1, "maximum": 99}, 20),
    ({"type": "number", "minimum": 0, "maximum": 1e308}, 1.5e307),
    ({"type": "integer", "enum": [5, 1.9, 30], "minimum": 1}, 5),
    ({"type": "integer", "enum": [1.9]}, 1),
    ({"type": "integer", "enum": ["12 apples"]}, 12),
    ({"type": "integer", "enum": ["apples"]}, None),
    ({"type": "number", "enum": ["1.5e3"]}, 1500),
    ({"type": "number", "enum": [-1], "maximum": 5}, None),
    ({"type": "number", "enum": [-1]}, -1),
    ({"type": "number", "enum": [5, 6], "exclusiveMinimum": True, "minimum": 5}, 6),
    ({"type": "boolean", "enum": ["no"]}, True),
    ({"type": "string", "enum": [1.0, 2]}, "1"),
]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "minimum": 0.2, "maximum": 0.8},
        {"type": "integer", "maximum": 10, "exclusiveMaximum": 10, "minimum": 10},
        {"type": "number", "maximum": -5, "minimum": 5},
    ],
)
def test_no_number_fits(schema: dict[str, Any]) -> None:
    """Where no number is between the bounds, not-a-number says so."""
    assert math.isnan(generate_example(schema))


@pytest.mark.parametrize(("schema", "example"), ROWS)
def test_number(schema: dict[str, Any], example: float | None) -> None:
    """A number lies at 0.15 of the way between its bounds."""
    made = generate_example(schema)
    assert made == example
    assert type(made) is type(example)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"minimum": "5"}, "`minimum` is no number"),
    ({"maximum": True}, "`maximum` is no number"),
]


@pytest.mark.parametrize(("keywords", "reason"), REFUSED)
def test_refused_bound(keywords: dict[str, Any], reason: str) -> None:
    """A bound that is no number is refused."""
    with pytest.raises(CannotGenerate, match=reason):
        generate_example({"type": "number", **keywords})


def test_endless_search_is_refused() -> None:
    """The search for a multiple that the reference never finds ends at once."""
    with pytest.raises(CannotGenerate, match="no multiple of `multipleOf` is found"):
        generate_example({"type": "number", "multipleOf": 0.1, "minimum": 0, "maximum": 2})
