"""Errors of the merge: the sentence, the repair, and every place that is involved."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.errors import SchemaError
from evtool.schema.merge import (
    MalformedSchema,
    MergeConflict,
    MergeError,
    TooManyBranches,
    merge_all_of,
)

CONFLICTS: list[tuple[dict[str, Any], str, tuple[str, ...], str]] = [
    (
        {"type": "string", "allOf": [{"type": "integer"}]},
        "type",
        ("/type", "/allOf/0/type"),
        'type is "string" here and "integer" there',
    ),
    (
        {
            "allOf": [{"properties": {"x": {"type": "string"}}}],
            "properties": {"x": {"type": "integer"}},
        },
        "type",
        ("/properties/x/type", "/allOf/0/properties/x/type"),
        'type is "integer" here and "string" there',
    ),
    (
        {"allOf": [{"allOf": [{"const": 1}]}, {"const": True}]},
        "const",
        ("/allOf/0/allOf/0/const", "/allOf/1/const"),
        "const is 1 here and true there",
    ),
    (
        {"enum": ["a"], "allOf": [{"enum": ["b"]}]},
        "enum",
        ("/enum", "/allOf/0/enum"),
        'no value is in every enum: ["a"] here and ["b"] there',
    ),
    (
        {"allOf": [{"format": "uri"}, {"format": "uri"}, {"format": "email"}, {"format": "date"}]},
        "format",
        ("/allOf/0/format", "/allOf/2/format", "/allOf/3/format"),
        'format is "uri" here, and elsewhere "email", "date"',
    ),
    (
        {"items": {"maxiumum": 1, "allOf": [{"maxiumum": 2}]}},
        "maxiumum",
        ("/items/maxiumum", "/items/allOf/0/maxiumum"),
        "maxiumum is 1 here and 2 there",
    ),
    (
        {"anyOf": [{"type": "string"}], "allOf": [{"anyOf": [{"type": "null"}]}]},
        "anyOf",
        ("/anyOf", "/allOf/0/anyOf"),
        "no branch of one anyOf fits a branch of the other",
    ),
    (
        {"patternProperties": {"^a/~": {"readOnly": True, "allOf": [{"readOnly": False}]}}},
        "readOnly",
        ("/patternProperties/^a~1~0/readOnly", "/patternProperties/^a~1~0/allOf/0/readOnly"),
        "readOnly is true here and false there",
    ),
]


@pytest.mark.parametrize(
    ("schema", "keyword", "pointers", "sentence"), CONFLICTS, ids=[case[1] for case in CONFLICTS]
)
def test_conflict_names_both_places(
    schema: dict[str, Any], keyword: str, pointers: tuple[str, ...], sentence: str
) -> None:
    """A conflict tells the keyword, what is said, where, and how to repair it."""
    with pytest.raises(MergeConflict) as caught:
        merge_all_of(schema)
    error = caught.value
    assert isinstance(error, SchemaError)
    assert (error.keyword, error.pointers) == (keyword, pointers)
    assert len(error.values) == len(pointers)
    assert str(error) == sentence
    assert error.hint


def test_conflict_in_a_shared_fragment_names_where_it_is_used() -> None:
    """A fragment that stands in several places is blamed in the place that conflicts."""
    fragment = {"type": "string"}
    schema = {
        "properties": {"fine": fragment, "x": {"allOf": [fragment, {"type": "integer"}]}},
        "definitions": {"text": fragment},
    }
    with pytest.raises(MergeConflict) as caught:
        merge_all_of(schema)
    assert caught.value.pointers == (
        "/properties/x/allOf/0/type",
        "/properties/x/allOf/1/type",
    )


def test_integer_and_number_conflict_with_their_own_hint() -> None:
    """The reference tool does not narrow a number to an integer; the hint says so."""
    with pytest.raises(MergeConflict) as caught:
        merge_all_of({"type": "number", "allOf": [{"type": "integer"}]})
    assert "integer" in (caught.value.hint or "")


def test_long_values_are_cut_in_the_sentence() -> None:
    """A sentence stays readable, the fields keep the whole value."""
    long = {"const": "x" * 500}
    with pytest.raises(MergeConflict) as caught:
        merge_all_of({**long, "allOf": [{"const": 1}]})
    assert len(str(caught.value)) < 120
    assert caught.value.values[0] == long["const"]


MALFORMED: list[tuple[dict[str, Any], tuple[str, ...], str]] = [
    ({"properties": {"a": {"allOf": {}}}}, ("/properties/a/allOf",), "{} is not a list"),
    ({"allOf": [{}, None]}, ("/allOf/1",), "null is not a schema"),
    (
        {"minimum": True, "allOf": [{"minimum": 2}]},
        ("/minimum", "/allOf/0/minimum"),
        "true is not a finite number",
    ),
    ({"items": {"oneOf": "x"}}, ("/items/oneOf",), '"x" is not a list'),
    ({"oneOf": [{"anyOf": 5}]}, ("/oneOf/0/anyOf",), "5 is not a list"),
    ({"items": ["string"]}, ("/items",), '"string" is not a schema'),
    (
        {"properties": {"a": {}}, "allOf": [{"properties": None}]},
        ("/properties", "/allOf/0/properties"),
        "null is not a schema",
    ),
    (
        {"multipleOf": 5e-324, "allOf": [{"multipleOf": 1e300}]},
        ("/multipleOf", "/allOf/0/multipleOf"),
        "is not a finite number",
    ),
]


@pytest.mark.parametrize(("schema", "pointers", "part"), MALFORMED)
def test_malformed_values_are_refused(
    schema: dict[str, Any], pointers: tuple[str, ...], part: str
) -> None:
    """What JSON Schema does not allow is an error where it would have to be merged."""
    with pytest.raises(MalformedSchema, match="cannot be merged") as caught:
        merge_all_of(schema)
    assert caught.value.pointers == pointers
    assert part in str(caught.value)


def test_text_as_member_is_no_silent_loss() -> None:
    """A forgotten `$ref:` is an error with the repair; the reference tool drops the member."""
    with pytest.raises(MalformedSchema) as caught:
        merge_all_of({"allOf": ["/fragment/common/1.0.0"]})
    assert caught.value.hint == "write `$ref: /fragment/common/1.0.0`"


def test_false_member_of_the_root_is_an_error() -> None:
    """A document that accepts nothing is no event schema; the place is named."""
    with pytest.raises(MergeError, match="accepts no event") as caught:
        merge_all_of({"allOf": [True, {"allOf": [False]}]})
    assert caught.value.pointers == ("/allOf/1/allOf/0",)


def test_products_of_branches_are_bounded() -> None:
    """A product that would take minutes is refused, with its size and its places."""
    many = [{"const": number} for number in range(100)]
    with pytest.raises(TooManyBranches, match="10,000 branches, more than 1,000") as caught:
        merge_all_of({"anyOf": many, "allOf": [{"anyOf": [*many[1:], {}]}]})
    assert caught.value.pointers == ("/anyOf", "/allOf/0/anyOf")


def test_products_of_a_whole_document_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small products are counted together."""
    monkeypatch.setattr("evtool.schema.merge.merger.DOCUMENT_LIMIT", 100)
    other = [{"minimum": number} for number in range(5)]
    part = {"anyOf": [{"const": number} for number in range(5)], "allOf": [{"anyOf": other}]}
    merge_all_of({"properties": dict.fromkeys("abcd", part)})
    with pytest.raises(TooManyBranches, match="gives 125 branches, more than 100"):
        merge_all_of({"properties": dict.fromkeys("abcde", part)})
