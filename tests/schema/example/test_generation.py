"""Whole examples: what every schema gets, and what `with_example` adds."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from evtool.schema.canonical import dump_json
from evtool.schema.example import CannotGenerate, generate_example, with_example

EVENT = {
    "title": "page/change",
    "$id": "/page/change/1.0.0",
    "$schema": "https://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["$schema", "meta"],
    "properties": {
        "$schema": {"type": "string"},
        "meta": {
            "type": "object",
            "required": ["dt", "stream"],
            "properties": {
                "dt": {"type": "string", "format": "date-time", "maxLength": 128},
                "id": {"type": "string", "pattern": "^[a-f0-9]{8}$"},
                "stream": {"type": "string", "minLength": 1},
            },
        },
        "page_id": {"type": "integer", "minimum": 1, "maximum": 2**53 - 1},
        "tags": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


def test_event() -> None:
    """The example of an event schema is an event, and names the schema."""
    schema = with_example(EVENT)
    assert schema["examples"] == [
        {
            "$schema": "/page/change/1.0.0",
            "meta": {"dt": "2021-01-01T00:00:00.0Z", "id": "cccccccc", "stream": "dolor"},
            "page_id": 1351079888211149,
            "tags": {"dolorb": "dolor"},
        }
    ]
    Draft7Validator(schema).validate(schema["examples"][0])


@pytest.mark.parametrize("examples", [[1], {"a": 1}, "text"])
def test_given_examples_stay(examples: Any) -> None:
    """A schema that has an example keeps it, even one that nothing could be made of."""
    schema = {"type": "strng", "examples": examples}
    assert with_example(schema) is schema


@pytest.mark.parametrize("examples", [None, [], {}, "", 0, 5, True])
def test_empty_examples_are_replaced(examples: Any) -> None:
    """`examples` without anything in it is replaced in its place."""
    schema = with_example({"type": "null", "examples": examples, "title": "a"})
    assert list(schema.items()) == [("type", "null"), ("examples", [None]), ("title", "a")]


def test_identifier() -> None:
    """The name of the schema is under the key that the configuration says, or missing."""
    schema = {"properties": {"$schema": {"type": "string"}}, "name": "/a/1.0.0"}
    assert with_example(schema, identifier="name")["examples"] == [{"$schema": "/a/1.0.0"}]
    assert with_example(schema)["examples"] == [{}]


def test_timestamps_are_empty() -> None:
    """A YAML time stamp, which is no JSON, becomes an empty object as in the reference."""
    assert generate_example({"const": datetime(2020, 1, 1, tzinfo=UTC)}) == {}


def nested(depth: int, keyword: str) -> dict[str, Any]:
    """A schema of that many levels."""
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {keyword: schema}
    return schema


@pytest.mark.parametrize("keyword", ["items", "additionalProperties", "not", "if"])
def test_deep_schema(keyword: str) -> None:
    """A schema as deep as a document may be has an example."""
    assert generate_example(nested(199, keyword)) is not None


def test_too_deep_schema() -> None:
    """A deeper one is refused."""
    with pytest.raises(CannotGenerate, match="levels deep"):
        generate_example(nested(5000, "items"))


def test_shared_parts_are_bounded() -> None:
    """A small schema whose YAML aliases unfold to a huge one is refused."""
    schema: dict[str, Any] = {}
    for _ in range(60):
        schema = {"oneOf": [schema, schema]}
    with pytest.raises(CannotGenerate, match="1,000,000"):
        generate_example(schema)


NAMES = st.sampled_from(["a", "b", "c", "meta", "1", "items", "type", "$id", "not_this"])
STRINGS = st.one_of(
    st.builds(
        lambda low, more: {"minLength": low, "maxLength": low + more}, *[st.integers(0, 20)] * 2
    ),
    st.sampled_from(["^[a-z]{3}$", "\\d+", "(a|b)c*"]).map(lambda pattern: {"pattern": pattern}),
    st.sampled_from(["uri", "email", "ipv4", "ipv6", "uuid", "hostname"]).map(
        lambda name: {"format": name}
    ),
    st.lists(st.text("xyz", max_size=3), min_size=1, max_size=9, unique=True).map(
        lambda values: {"enum": values}
    ),
).map(lambda keywords: {"type": "string", **keywords})
BOUNDS = st.tuples(st.integers(-(2**53), 2**53), st.integers(-(2**53), 2**53)).map(sorted)
NUMBERS = st.builds(
    lambda kind, bounds: {"type": kind, "minimum": bounds[0], "maximum": bounds[1]},
    st.sampled_from(["integer", "number"]),
    BOUNDS,
)
SIMPLE = st.one_of(
    STRINGS, NUMBERS, st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"const": [1]}])
)


def an_array(items: dict[str, Any], low: int, more: int) -> dict[str, Any]:
    """A schema of lists with at least `low` elements."""
    return {"type": "array", "items": items, "minItems": low, "maxItems": low + more}


def an_object(members: dict[str, Any], *, closed: bool) -> dict[str, Any]:
    """A schema of objects that requires some members, and may allow no others."""
    schema = {"type": "object", "properties": members, "required": sorted(members)[:2]}
    return {**schema, "additionalProperties": False} if closed else schema


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Arrays and objects of schemas, with limits that their examples can keep.

    No object is empty, as an empty one would be cleaned out of an array.
    """
    members = st.dictionaries(NAMES, inner, min_size=1, max_size=6)
    return st.one_of(
        st.builds(an_array, inner, st.integers(0, 3), st.integers(1, 3)),
        st.builds(an_object, members, closed=st.booleans()),
        inner.map(lambda values: {"type": "object", "additionalProperties": values}),
    )


SCHEMAS = st.recursive(SIMPLE, containers, max_leaves=12)


@settings(deadline=None)
@given(SCHEMAS)
def test_example_is_valid(schema: dict[str, Any]) -> None:
    """Where a schema only says what the reference looks at, its example is valid."""
    Draft7Validator(schema).validate(generate_example(schema))


KEYWORDS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["object", "array", "string", "integer", "x", ["null"], []]),
        "minimum": st.integers() | st.floats(),
        "maximum": st.integers() | st.floats(),
        "multipleOf": st.floats() | st.integers(-2, 10),
        "minLength": st.integers(),
        "pattern": st.text("ab\\[](){}|*+?^$-1d", max_size=8),
        "format": st.sampled_from(["date", "time", "uri", "x"]),
        "enum": st.lists(st.integers() | st.text(max_size=2), max_size=3),
        "minItems": st.integers(0, 4),
        "maxItems": st.integers(0, 4),
        "uniqueItems": st.booleans(),
        "required": st.lists(NAMES, max_size=2),
        "minProperties": st.integers(0, 3),
        "maxProperties": st.integers(0, 3),
    },
)


def combinations(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas with others in all their keywords."""
    named = st.dictionaries(NAMES | st.sampled_from(["not", "^a", "b$"]), inner, max_size=3)
    listed = st.lists(inner, max_size=3)
    return st.builds(
        lambda own, others: {**own, **others},
        KEYWORDS,
        st.fixed_dictionaries(
            {},
            optional={
                **dict.fromkeys(("properties", "patternProperties", "dependencies"), named),
                **dict.fromkeys(("oneOf", "anyOf", "allOf"), listed),
                **dict.fromkeys(("items", "not", "if", "additionalProperties"), inner),
            },
        ),
    )


@settings(deadline=None)
@given(st.recursive(KEYWORDS | st.booleans() | st.none(), combinations, max_leaves=8))
def test_every_schema_ends(schema: Any) -> None:
    """Whatever a schema says, there is one example, or a refusal; it is not changed."""
    schema = schema if isinstance(schema, dict) else {"items": schema}
    before = copy.deepcopy(schema)
    outcomes = [outcome(schema), outcome(schema)]
    assert outcomes[0] == outcomes[1]
    assert repr(schema) == repr(before)


def outcome(schema: dict[str, Any]) -> str:
    """The example as JSON, or the refusal."""
    try:
        return json.dumps(generate_example(schema))
    except CannotGenerate as error:
        return str(error)


RECORDED = Path(__file__).parents[4] / "shared" / "specs" / "example-generation.md"
CLOCK = ('"format":"date"}', '"format":"time"}')


def recorded() -> Iterator[tuple[dict[str, Any], str]]:
    """Schemas and the examples that the reference tool has made of them."""
    text = RECORDED.read_text(encoding="utf-8").replace("\\|", "|")
    for row in re.finditer(r"^\| `(\{.*?\})` \| `(.*?)(?:` \||\n)", text, re.MULTILINE):
        if not row[1].endswith(CLOCK):
            yield json.loads(row[1]), row[2]


@pytest.mark.shared
@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded examples are not there")
def test_recorded_examples() -> None:
    """Every recorded example is the one that is made here."""
    rows = list(recorded())
    assert len(rows) > 100
    for schema, example in rows:
        if example.startswith("ERR"):
            with pytest.raises(CannotGenerate):
                generate_example(schema)
        else:
            made = dump_json(generate_example(schema))  # where not-a-number is null
            assert json.loads(made) == json.loads(example), schema
