"""The fields of a schema as a flat list."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.catalog.fields import Field, fields, one_line

TEXT = {"type": "string"}


def paths(schema: Any) -> list[str]:
    """List the paths of the fields."""
    return [one.path for one in fields(schema)]


def test_fields_come_after_the_one_that_holds_them() -> None:
    """In the order in which the schema has them."""
    schema = {"properties": {"b": {"properties": {"c": TEXT}}, "a": TEXT}}
    assert paths(schema) == ["b", "b.c", "a"]


def test_a_field_is_described() -> None:
    """Its type in words, whether it is required, and what it means, on one line."""
    schema = {
        "required": ["dt"],
        "properties": {
            "dt": {"type": "string", "format": "date-time", "description": "When it\n  happened."}
        },
    }
    assert [(one.type, one.required, one.description) for one in fields(schema)] == [
        ("string (date-time)", True, "When it happened.")
    ]


def test_what_is_inside_arrays_and_maps_is_listed() -> None:
    """`[]` is any item and `{}` any value; they are listed where something is said of them."""
    item = {"type": "object", "properties": {"id": TEXT}}
    schema = {
        "properties": {
            "list": {"type": "array", "items": item},
            "tuple": {"type": "array", "items": [item, TEXT]},
            "map": {"type": "object", "additionalProperties": {**TEXT, "description": "One."}},
            "some": {"type": "object", "patternProperties": {"^x": item}},
        }
    }
    assert paths(schema) == [
        *("list", "list[].id", "tuple", "tuple[].id"),
        *("map", "map{}", "some", 'some{"^x"}.id'),
    ]


def test_fields_of_branches_stand_in_the_schema_that_has_them() -> None:
    """Of two fields with one path, the first is listed."""
    schema = {
        "properties": {"a": {**TEXT, "oneOf": [{"properties": {"b": TEXT}}]}},
        "allOf": [{"properties": {"a": {"type": "integer"}, "c": TEXT}, "required": ["c"]}],
        "then": {"properties": {"d": TEXT}},
    }
    assert [(one.path, one.type, one.required) for one in fields(schema)] == [
        ("a", "string", False),
        ("a.b", "string", False),
        ("c", "string", True),
        ("d", "string", False),
    ]


def test_boolean_schemas_are_fields_too() -> None:
    """`true` allows anything, `false` nothing."""
    schema = {"properties": {"any": True, "none": False}}
    assert [(one.path, one.type) for one in fields(schema)] == [
        ("any", "anything"),
        ("none", "nothing"),
    ]


def test_depth_does_not_matter() -> None:
    """References may expand to any depth, which no recursion would survive."""
    schema: dict[str, Any] = {}
    for _ in range(5000):
        schema = {"properties": {"a": schema}}
    assert sum(1 for _ in fields(schema)) == 5000


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["properties", "items", "allOf", "then", "required", "description"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_nothing_that_is_no_schema_stops_the_list(schema: Any) -> None:
    """Files are not always what they should be; every path is listed once."""
    found = paths(schema)
    assert len(found) == len(set(found))


def test_a_text_becomes_one_line() -> None:
    """Line ends and repeated blanks vanish; what is no text is empty."""
    assert one_line(" a\n\n b\tc ") == "a b c"
    assert one_line(["a"]) == ""
    assert Field("a", "a", required=False, schema={}).description == ""
