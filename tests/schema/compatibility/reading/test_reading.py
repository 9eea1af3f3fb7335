"""What schemas say about values, and where their references lead."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from arbitrary_schemas import SCHEMAS, VALUES
from hypothesis import given, settings
from jsonschema import Draft7Validator, FormatChecker

from evtool.schema.compatibility.reading import Document, Pool, UnreadableSchema
from evtool.schema.compatibility.reading.evaluation import Evaluation
from evtool.schema.compatibility.reading.loops import require_no_loops
from evtool.schema.compatibility.reading.numbers import as_json, divides, exact, is_multiple
from evtool.schema.compatibility.reading.values import all_of, any_of, kind_of, negated


def judge(schema: Any, value: Any) -> bool | None:
    """Our own validator."""
    root = Pool().root(Document(schema))
    require_no_loops(root)
    return Evaluation().judge(root.holds, value)


@settings(deadline=None)
@given(SCHEMAS, VALUES)
def test_evaluation_agrees_with_a_validator(schema: Any, value: Any) -> None:
    """What we make of a schema is what jsonschema makes of it, wherever both say something."""
    try:
        ours = judge(schema, value)
    except UnreadableSchema:
        return
    theirs = Draft7Validator(schema, format_checker=FormatChecker()).is_valid(value)
    assert ours is None or ours == theirs


@settings(deadline=None)
@given(SCHEMAS, VALUES)
def test_the_contrary_is_the_contrary(schema: Any, value: Any) -> None:
    """A claim and its contrary, each read on its own, never agree."""
    root = Pool().root(Document(schema))
    try:
        require_no_loops(root)
    except UnreadableSchema:
        return
    evaluation, kind = Evaluation(), kind_of(value)
    holds = evaluation.is_true_of(root.holds.expand(kind), value)
    fails = evaluation.is_true_of(root.fails.expand(kind), value)
    assert holds == negated(fails)


@pytest.mark.parametrize(
    ("schema", "inside", "outside"),
    [
        ({"$ref": "#/definitions/a~1b", "definitions": {"a/b": {"const": 1}}}, 1, 2),
        ({"$ref": "#/definitions/a%25", "definitions": {"a%": {"const": 1}}}, 1, 2),
        ({"allOf": [{"$ref": "#x"}], "definitions": {"y": {"$id": "#x", "const": 1}}}, 1, 2),
        ({"allOf": [{"$ref": "/b"}], "$id": "https://a/c", "definitions": {
            "y": {"$id": "/b", "const": 1}}}, 1, 2),
        ({"$ref": "#/definitions/a", "maximum": 0, "definitions": {"a": {"minimum": 1}}}, 5, 0),
        ({"properties": {"$ref": {"type": "string"}}}, {"$ref": "a"}, {"$ref": 1}),
        ({"properties": {"a": {"$ref": "#"}}, "type": "object"}, {"a": {}}, {"a": 1}),
    ],
)  # fmt: skip
def test_references_lead_inside(schema: Any, inside: Any, outside: Any) -> None:
    """Pointers, anchors and ids are followed; beside a reference nothing counts."""
    assert judge(schema, inside) is True
    assert judge(schema, outside) is False


@pytest.mark.parametrize("reference", ["#/nowhere", "other", "#anchor", "#/enum/1/0", 5])
def test_references_that_lead_nowhere_are_told(reference: Any) -> None:
    """A reference that cannot be followed is an error, not a schema that accepts anything."""
    with pytest.raises(UnreadableSchema):
        judge({"$ref": reference, "enum": [1]}, 1)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"not": {"anyOf": [{"$ref": "#"}]}},
        {"items": {"not": {"allOf": [True, {"$ref": "#/items"}]}}},
    ],
)  # fmt: skip
def test_loops_about_one_value_are_refused(schema: Any) -> None:
    """A schema that asks itself about the same value has no meaning."""
    with pytest.raises(UnreadableSchema, match="without end"):
        require_no_loops(Pool().root(Document(schema)))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "any"}, {"enum": 1}, {"allOf": []}, {"oneOf": {}}, {"minLength": "1"},
        {"minLength": -1}, {"maxLength": 1.5}, {"minItems": True}, {"uniqueItems": 1},
        {"pattern": 1}, {"multipleOf": 0}, {"properties": []}, {"required": "a"},
        {"dependencies": []}, {"items": 1}, {"not": 1}, 1, None,
    ],
)  # fmt: skip
def test_keywords_without_meaning_are_told(schema: Any) -> None:
    """No assertion is passed over: one that makes no sense is an error."""
    with pytest.raises(UnreadableSchema):
        [judge(schema, value) for value in ("a", 1, [1], {"a": 1})]


def test_unknown_keywords_are_annotations() -> None:
    """Misspelt keywords, and keywords of later drafts, say nothing."""
    schema = {"mininum": 5, "dependentRequired": {"a": ["b"]}, "format": "unknown"}
    assert judge(schema, {"a": 1}) is True


def test_equal_schemas_are_one() -> None:
    """The same content is the same claim, in any document, unless references are in it."""
    pool = Pool()
    one, other = (pool.root(Document({"type": "string", "enum": ["a"]})) for _ in range(2))
    assert one is other
    one, other = (pool.root(Document({"$ref": "#/definitions/a"})) for _ in range(2))
    assert one is not other
    assert pool.schema(Document(True), {"const": 1}, "") is not pool.schema(  # noqa: FBT003
        Document(True), {"const": 1.0}, ""  # noqa: FBT003
    )  # fmt: skip


def test_a_long_exclusive_choice_is_bounded() -> None:
    """`oneOf` within `oneOf` grows with the square of its branches: not without end."""
    branches = [{"minimum": number} for number in range(190)]
    schema = {"allOf": [{"oneOf": [{"title": str(at)}, *branches]} for at in range(99)]}
    with pytest.raises(UnreadableSchema):
        judge(schema, 1)


def test_numbers_are_exact() -> None:
    """Decimal fractions are what they are written as."""
    assert exact(0.1) == Fraction(1, 10)
    assert exact(3.0) == 3
    assert divides(Fraction(1, 10), exact(0.3))
    assert as_json(Fraction(1, 3)) is None
    assert as_json(Fraction(1, 4)) == 0.25
    with pytest.raises(UnreadableSchema):
        exact(float("nan"))


def test_rough_multiples_are_open() -> None:
    """Where floating point and decimal arithmetic differ, nobody knows what a validator says."""
    assert is_multiple(0.3, Fraction(1, 10)) is None
    assert is_multiple(4, 2) is True
    assert is_multiple(4.5, 2) is False
    assert is_multiple(10**400, 3) is False


def test_truth_has_a_third_value() -> None:
    """What is open decides nothing, unless another part does."""
    assert all_of([True, None]) is None
    assert all_of([None, False]) is False
    assert any_of([False, None]) is None
    assert any_of([None, True]) is True
    assert negated(None) is None


@pytest.mark.parametrize(
    ("value", "kind"),
    [(True, "boolean"), (1, "number"), (1.5, "number"), ("a", "string"), (None, "null"),
     ([], "array"), ({}, "object")],
)  # fmt: skip
def test_each_value_is_of_a_kind(value: Any, kind: str) -> None:
    """Booleans are no numbers."""
    assert kind_of(value) == kind
