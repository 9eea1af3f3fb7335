"""The pure parts of the rules for streams: fields, tables, spelling, misfits, regex texts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.rules.stream.canary_event import canary_event, first_example
from evtool.rules.stream.fields import find_field
from evtool.rules.stream.misfit import misfits
from evtool.rules.stream.regex_text import has_bare_dot, has_top_level_choice, signs
from evtool.rules.stream.spelling import closest
from evtool.rules.stream.table import table_name, untabular

SCHEMA = {
    "type": "object",
    "required": ["a"],
    "properties": {
        "a": {
            "type": "object",
            "required": ["b"],
            "properties": {"b": {"type": "integer"}, "c.d": {"type": "string"}},
        },
        "tags": {"type": "object", "additionalProperties": {"type": "string"}},
        "deep": {
            "additionalProperties": {"type": "object", "properties": {"x": {"type": "boolean"}}}
        },
    },
    "anyOf": [{"properties": {"branch": {"type": "string"}}}],
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "properties", "items", "additionalProperties", "required", "a"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.b", (True, True)),
        ("a", (True, False)),
        ("a.c.d", (False, True)),
        ("tags.user-agent", (False, True)),
        ("tags.with.dots", (False, True)),
        ("deep.any.x", (False, True)),
        ("branch", (False, True)),
        ("a.b.c", None),
        ("a.z", None),
        ("", None),
        (".".join("a" * 60), None),
    ],
)
def test_find_field(path: str, expected: tuple[bool, bool] | None) -> None:
    """A path leads through objects and maps; whether all events have the field is known."""
    found = find_field(SCHEMA, path)
    assert (found and (found.is_required, found.is_scalar)) == expected


@given(JSON, st.text(alphabet="ab.", max_size=6))
def test_fields_of_anything(schema: Any, path: str) -> None:
    """Whatever a schema holds, looking into it ends well."""
    find_field(schema, path)
    list(untabular(schema))


@pytest.mark.parametrize(
    ("stream", "table"),
    [("shop.Page-Viewed", "shop_page_viewed"), ("1st", "_st"), ("größe", "gr__e")],
)
def test_table_name(stream: str, table: str) -> None:
    """Tables are called as the ingestion calls them."""
    assert table_name(stream) == table


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ({"type": "null"}, "x"),
        ({}, "x"),
        ({"type": "array"}, "x"),
        ({"type": "array", "items": {"type": "object"}}, "x[]"),
        ({"type": "object", "additionalProperties": True}, "x"),
        ({"type": "object", "additionalProperties": {}}, "x{}"),
        ({"oneOf": [{"type": "string"}]}, "x"),
        ({"type": "object", "properties": {"Y": {"type": "string"}, "y": {}}}, "x.y"),
    ],
)
def test_untabular(schema: Any, path: str) -> None:
    """What no column can hold is named by its path."""
    found = list(untabular({"type": "object", "properties": {"x": schema}}))
    assert found[0][0] == path


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("sampling", ["sample", "stream"], "sample"),
        ("Schema_Title", ["stream", "schema_title"], "schema_title"),
        ("event_service", ["stream", "destination_event_service"], "destination_event_service"),
        ("xyz", ["stream"], None),
        ("xyz", [], None),
    ],
)
def test_closest(name: str, known: list[str], expected: str | None) -> None:
    """The nearest name is spelled alike, or shares a word."""
    assert closest(name, known) == expected


def test_a_schema_of_settings_may_say_anything() -> None:
    """References, patterns of names and of values, and other keywords count as well."""
    schema = {
        "properties": {
            "at": {"$ref": "#/definitions/time"},
            "endless": {"$ref": "#/properties/endless"},
            "elsewhere": {"$ref": "other.json"},
        },
        "patternProperties": {"^x_": {"type": "string", "minLength": 2}},
        "additionalProperties": False,
        "definitions": {"time": {"type": "string", "pattern": "^[0-9]+$"}},
    }
    good = {"at": "12", "x_a": "ab", "endless": 1, "elsewhere": 1}
    assert not list(misfits(schema, good))
    bad = {"at": "noon", "x_a": "a", "x_b": 1, "y": 1}
    assert {one.tokens for one in misfits(schema, bad)} == {("at",), ("x_a",), ("x_b",), ("y",)}


@given(st.text(alphabet=r"a.|()[]\^$*+?{", max_size=12))
def test_signs_are_the_whole_text(body: str) -> None:
    """Cutting a regex into signs loses nothing of it."""
    assert "".join(sign.text for sign in signs(body)) == body
    has_bare_dot(body)
    has_top_level_choice(body)


def test_canary_event() -> None:
    """A canary is the example, sent to its stream and marked."""
    example = first_example({"examples": [{"meta": {"id": "1", "stream": "x"}, "a": 1}]})
    made = canary_event(example, "shop.order")
    assert made["a"] == 1
    assert made["meta"] | {"dt": ""} == {
        "id": "1",
        "stream": "shop.order",
        "domain": "canary",
        "dt": "",
    }
    assert first_example({"examples": []}) is None
    assert first_example({"examples": "x"}) is None
