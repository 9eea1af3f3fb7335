"""Arrays: how many elements, and which."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.schema.example import CannotGenerate, generate_example

WORD = {"type": "string"}
TWO_STEPS = {
    "type": "object",
    "properties": {"a": WORD},
    "dependencies": {"a": {"properties": {"b": {"type": "boolean"}}}},
}

ROWS: list[tuple[dict[str, Any], Any]] = [
    ({}, []),
    ({"items": []}, []),
    ({"items": {}}, [{}]),
    ({"items": WORD, "minItems": 0}, []),
    ({"items": WORD, "minItems": 6}, ["dolor"] * 6),
    ({"items": WORD, "minItems": 4, "maxItems": 2}, ["dolor"] * 4),
    ({"items": WORD, "maxItems": 1.4}, ["dolor"]),
    ({"items": WORD, "maxItems": 4, "uniqueItems": True}, ["dolor"]),
    ({"items": WORD, "maxItems": 2, "uniqueItems": False}, ["dolor"] * 2),
    ({"additionalItems": WORD}, ["dolor"]),
    ({"additionalItems": True}, [{}]),
    ({"items": [WORD, {"type": "null"}], "additionalItems": WORD, "minItems": 9}, ["dolor", None]),
    (
        {"items": {"type": "array", "items": WORD, "maxItems": 2}, "maxItems": 2},
        [["dolor"] * 2] * 2,
    ),
    ({"items": {"default": {}}, "maxItems": 2}, [{}, {}]),
    (
        {"items": TWO_STEPS, "maxItems": 3},
        [{"a": "dolor", "b": False}, {"a": "dolor"}, {"a": "dolor"}],
    ),
    (
        {"items": TWO_STEPS, "maxItems": 3, "uniqueItems": True},
        [{"a": "dolor", "b": False}, {"a": "dolor"}],
    ),
    (
        {"items": {"oneOf": [{"minimum": 5}]}, "maxItems": 2, "uniqueItems": True},
        [15000004, {"minimum": 5}],
    ),
]


@pytest.mark.parametrize(("keywords", "example"), ROWS)
def test_array(keywords: dict[str, Any], example: list[Any]) -> None:
    """An array has as many elements as `maxItems` says, or `minItems`, or one."""
    assert generate_example({"type": "array", **keywords}) == example


@pytest.mark.parametrize("keyword", ["minItems", "maxItems", "uniqueItems"])
def test_counted_elements_are_described(keyword: str) -> None:
    """A limit without `items` is refused, and the repair is to add them."""
    with pytest.raises(CannotGenerate, match="no `items`") as caught:
        generate_example({"properties": {"a/b": {"type": "array", keyword: 1}}})
    assert caught.value.pointer == "/properties/a~1b"
    assert "`items`" in str(caught.value.hint)


def test_elements_are_separate() -> None:
    """Changing one element leaves the others alone."""
    first, second = generate_example(
        {"items": {"properties": {"a": {"type": "string"}}}, "maxItems": 2}
    )
    first["a"] = "changed"
    assert second == {"a": "dolor"}


def test_defaults_are_shared() -> None:
    """A default that stands in several elements is one object, which YAML writes as an alias."""
    first, second = generate_example({"items": {"default": {"a": 1}}, "maxItems": 2})
    assert first is second


@pytest.mark.parametrize("most", [10**7, 1e300])
def test_number_of_elements_is_bounded(most: float) -> None:
    """Millions of elements are refused before the first is made."""
    with pytest.raises(CannotGenerate, match="1,000,000"):
        generate_example({"type": "array", "items": WORD, "maxItems": most})


def test_nested_arrays_are_bounded() -> None:
    """Ten of ten of ten ... elements are refused soon."""
    schema: dict[str, Any] = WORD
    for _ in range(9):
        schema = {"type": "array", "items": schema, "maxItems": 10}
    with pytest.raises(CannotGenerate, match="1,000,000"):
        generate_example(schema)
