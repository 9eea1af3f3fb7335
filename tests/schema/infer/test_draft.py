"""What was seen of a field becomes its schema and the notes on it."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.schema.infer import InferredSchema, NoteKind, infer_schema
from evtool.schema.infer.observation import MOST_NAMES
from evtool.schema.version import Version

ENVELOPE = {"$schema": "/a/1.0.0", "meta": {"stream": "a"}, "dt": "2024-02-29T00:00:00Z"}


def infer(events: list[Any], **options: Any) -> InferredSchema:
    """Infer a schema of a title and a version that no test minds."""
    return infer_schema(events, title="shop/order", version=Version(1, 0, 0), **options)


def infer_field(*values: Any, name: str = "a") -> tuple[dict[str, Any], dict[str, str]]:
    """Infer the schema and the notes, by kind, of one field from its values."""
    found = infer([{**ENVELOPE, name: value} for value in values])
    notes = {one.kind.value: one.message for one in found.notes if one.path.startswith(name)}
    return found.schema["properties"].get(name), notes


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2], {"type": "integer"}),
        ([1, 2.5], {"type": "number"}),
        ([1.0], {"type": "number"}),
        ([True], {"type": "boolean"}),
        (["x"], {"type": "string"}),
        ([[1], []], {"type": "array", "items": {"type": "integer"}}),
        ([{"b": 1}, {}], {"type": "object",
                          "properties": {"b": {"description": "TODO: describe",
                                               "type": "integer"}}}),
        ([{"x-a": "1", "x-b": "2"}], {"type": "object",
                                      "additionalProperties": {"type": "string"}}),
    ],
)  # fmt: skip
def test_the_type_of_a_field(values: list[Any], expected: dict[str, Any]) -> None:
    """Each JSON type is drafted as the guidelines want it."""
    schema, _ = infer_field(*values)
    assert schema == {"description": "TODO: describe", **expected}


def test_required_is_what_all_events_have() -> None:
    """Such fields are required, at any depth, and one note lists them for a person to decide."""
    found = infer([{**ENVELOPE, "a": {"b": 1, "c": 2}}, {**ENVELOPE, "a": {"b": 1}, "d": 3}])
    assert found.schema["required"] == ["$schema", "meta", "dt", "a"]
    assert found.schema["properties"]["a"]["required"] == ["b"]
    (note,) = [one for one in found.notes if one.kind is NoteKind.ALWAYS_PRESENT]
    assert "a, a.b;" in str(note)


def test_nulls_are_dropped_and_noted() -> None:
    """A field that is sometimes null is optional; one that always is has no type to draft."""
    found = infer([{**ENVELOPE, "a": None, "b": None}, {**ENVELOPE, "a": 1, "b": None}])
    assert found.schema["properties"]["a"]["type"] == "integer"
    assert "b" not in found.schema["properties"]
    assert "a" not in found.schema["required"]
    told = {one.path: str(one) for one in found.notes if one.kind is NoteKind.NULL}
    assert told["a"] == "a: null in 1 of 2 values: leave the field out instead"
    assert told["b"].startswith("b: never anything but null")


def test_mixed_types_are_noted_with_counts_and_examples() -> None:
    """The most frequent type is drafted; the note shows one value of each."""
    schema, notes = infer_field(5, "x", "y")
    assert schema == {"description": "TODO: describe", "type": "string"}
    assert notes["mixed-types"] == (
        'several types: string in 2 (e.g. "x"), integer in 1 (e.g. 5); '
        "drafted as string, a field has one type"
    )


def test_names_are_noted() -> None:
    """Names that are no snake_case, or that tables cannot tell apart, get a note."""
    found = infer([{**ENVELOPE, "userName": 1, "username": 2, "a_b": 3, "A-b": 4, "page_id": 5}])
    told = {str(one) for one in found.notes if one.kind is NoteKind.NAME}
    assert told == {
        "userName: the name should be snake_case, such as user_name",
        "username: differs from 'userName' only in case or punctuation: tables cannot hold both",
        "A-b: the name should be snake_case, such as a_b",
        "A-b: differs from 'a_b' only in case or punctuation: tables cannot hold both",
    }


def test_numbers_too_large_are_noted() -> None:
    """A number that JavaScript would round is better a string."""
    assert "large-number" in infer_field(2**53)[1]
    assert "large-number" not in infer_field(2**53 - 1)[1]


def test_containers_that_were_always_empty_are_noted() -> None:
    """A guess that the samples still fit, and a note."""
    schema, notes = infer_field([], [])
    assert schema["items"] == {"type": "string"}
    assert "empty" in notes
    schema, notes = infer_field({}, {})
    assert schema["additionalProperties"] == {"type": "string"}
    assert "empty" in notes


def test_many_names_that_hardly_recur_are_a_map() -> None:
    """Keys that are data become a map of their values' schema."""
    schema, notes = infer_field(*[{f"k{i}": {"n": i}, f"k{i + 50}": {"n": 1}} for i in range(20)])
    assert "properties" not in schema
    assert schema["additionalProperties"]["properties"]["n"]["type"] == "integer"
    assert notes["map"] == "40 names like data: drafted as a map"


def test_many_optional_fields_are_a_struct() -> None:
    """Names that recur are fields, with a hint where they look a little like a map."""
    values = [{f"f{(i + j) % 10}": "x" for j in range(3)} for i in range(100)]
    schema, notes = infer_field(*values)
    assert len(schema["properties"]) == 10
    assert "perhaps a map" in notes["map"]


def test_memory_is_bounded_by_turning_objects_into_maps() -> None:
    """However many names an object shows, only so many are remembered."""
    values = ({f"key{i}": i, "other": i} for i in range(3 * MOST_NAMES))
    schema, notes = infer_field(*values)
    assert schema["additionalProperties"] == {"type": "integer"}
    assert notes["map"] == f"over {MOST_NAMES} names: drafted as a map"


def test_maps_inside_maps_are_merged() -> None:
    """The values of a map are one field, even where some of them are maps with endless names."""
    inner = {f"key{i}": i for i in range(MOST_NAMES + 1)}
    schema, _ = infer_field({"x-1": {"a": 1}, "x-2": inner, "x-3": {"b": 2}, "x-4": {"c": [1]}})
    values = schema["additionalProperties"]["additionalProperties"]
    assert values == {"type": "integer"}
