"""A value that several claims describe, or the proof that there is none."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft7Validator

from evtool.schema.compatibility.reading import Document, Pool
from evtool.schema.compatibility.search import EMPTY, Budget, Engine, Found, Outcome, Unknown
from evtool.schema.compatibility.search.memory import Memo, Memory
from evtool.schema.compatibility.search.outcome import OutOfBudget

HERE = {"$ref": "#"}


def search(*schemas: Any, without: Any = False, budget: Budget | None = None) -> Outcome:
    """A value that is an instance of all schemas, and not of one."""
    pool = Pool()
    claims = [pool.root(Document(schema)).holds for schema in schemas]
    return Engine(pool, budget or Budget()).find([*claims, pool.root(Document(without)).fails])


EMPTY_CASES = [
    {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2},
    {"type": "number", "minimum": 2, "maximum": 1},
    {"type": "integer", "multipleOf": 4, "minimum": 1, "maximum": 3},
    {"type": "number", "multipleOf": 0.5, "not": {"multipleOf": 0.25}},
    {"type": "string", "minLength": 2, "maxLength": 1},
    {"type": "string", "pattern": "^a{3}$", "maxLength": 2},
    {"type": "string", "format": "date", "maxLength": 9},
    {"type": "string", "format": "uri", "not": {"format": "uri-reference"}},
    {"type": "array", "minItems": 1, "items": False},
    {"type": "array", "contains": {"type": "string"}, "items": {"type": "integer"}},
    {"type": "array", "uniqueItems": True, "minItems": 3, "items": {"type": "boolean"}},
    {"type": "array", "uniqueItems": False, "not": {"minItems": 0}},
    {"type": "array", "items": [True, False], "minItems": 2},
    {"type": "object", "required": ["a"], "properties": {"a": False}},
    {"type": "object", "required": ["a", "b"], "maxProperties": 1},
    {"type": "object", "required": ["a"], "propertyNames": {"pattern": "^b"}},
    {"type": "object", "minProperties": 2, "propertyNames": {"enum": ["a"]}},
    {"type": "object", "required": ["ab"], "patternProperties": {"^a": False}},
    {"type": "object", "required": ["a"], "dependencies": {"a": ["b"]}, "properties": {"b": False}},
    {"type": "object", "required": ["a"], "properties": {"a": HERE}},
    {"type": "array", "minItems": 1, "items": HERE},
    {"enum": [1, "a"], "type": "boolean"},
    {"const": True, "enum": [1]},
    {"oneOf": [True, True]},
    {"not": {}},
    {"if": True, "then": False},
]


@pytest.mark.parametrize("schema", EMPTY_CASES, ids=str)
def test_what_no_value_fulfills_is_proved_empty(schema: Any) -> None:
    """Contradictions of every kind are found, recursion without an end included."""
    assert search(schema) is EMPTY


FULL_CASES = [
    {"type": "integer", "minimum": 7, "multipleOf": 5},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    {"type": "integer", "not": {"anyOf": [{"multipleOf": 2}, {"multipleOf": 3}, {"maximum": 30}]}},
    {"type": "string", "minLength": 3, "pattern": "^a*b$", "not": {"const": "aab"}},
    {"type": "string", "not": {"enum": ["a", "b", "c", ""]}},
    {"type": "array", "contains": {"type": "string"}, "items": {"type": ["string", "null"]}},
    {"type": "array", "uniqueItems": True, "minItems": 5, "items": {"type": "integer"}},
    {"type": "array", "not": {"uniqueItems": True}, "items": {"minimum": 3}},
    {"type": "array", "items": [{"const": 1}], "additionalItems": {"const": 2}, "minItems": 3},
    {"type": "object", "minProperties": 3, "propertyNames": {"pattern": "^[ab]+$"}},
    {"type": "object", "not": {"propertyNames": {"maxLength": 3}}},
    {"type": "object", "not": {"additionalProperties": {"type": "string"}}},
    {"type": "object", "dependencies": {"a": {"required": ["b"]}}, "required": ["a"]},
    {"type": "object", "properties": {"a": HERE}, "minProperties": 1, "additionalProperties": False,
     "patternProperties": {"^b": True}},
    {"oneOf": [{"minimum": 1}, {"maximum": 5}], "type": "number"},
    {"if": {"type": "string"}, "then": {"minLength": 2}, "else": False},
    {"not": {"enum": [{"a": 1}, {"a": 2}]}, "type": "object", "required": ["a"]},
    {"type": ["null", "boolean"]},
]  # fmt: skip


@pytest.mark.parametrize("schema", FULL_CASES, ids=str)
def test_a_value_is_found(schema: Any) -> None:
    """What is found is an instance."""
    outcome = search(schema)
    assert isinstance(outcome, Found)
    assert Draft7Validator(schema).is_valid(outcome.value)


def test_claims_are_met_together() -> None:
    """Several schemas at once, and none of another one's values."""
    outcome = search({"type": "integer"}, {"minimum": 3}, without={"maximum": 10})
    assert outcome == Found(11)
    assert search({"minimum": 3}, without={"minimum": 2}) is EMPTY


def test_recursion_is_decided_both_ways() -> None:
    """A list of lists includes itself, and is found not to be a list of anything else."""
    tree = {"type": "array", "items": HERE}
    assert (
        search(tree, without={"type": "array", "items": {"type": "array", "items": HERE}}) is EMPTY
    )
    assert search(tree, without={"type": "array", "maxItems": 0}) == Found([[]])


def test_many_patterns_within_recursion_are_decided() -> None:
    """What is found out under an assumption is not searched for again while that holds."""
    schema = {"patternProperties": {"^a": {"patternProperties": {"^a": HERE}}, "b$": HERE}}
    assert search(schema, without={**schema, "title": "x"}) is EMPTY


def test_what_is_open_is_not_claimed() -> None:
    """Patterns that are not understood, and sizes that nobody makes, leave a search open."""
    assert isinstance(search({"type": "string", "pattern": r"(a)\1"}), Unknown)
    assert isinstance(search({"type": "array", "minItems": 10**7}), Unknown)
    assert isinstance(search({"type": "object", "minProperties": 10**7}), Unknown)
    assert isinstance(search({"type": "string", "minLength": 10**7}), Unknown)


def test_budgets_end_searches() -> None:
    """A search stops when its steps or its time are used up."""
    for budget in (Budget(steps=0), Budget(seconds=-1)):
        with pytest.raises(OutOfBudget):
            search({"type": "string"}, budget=budget)


def test_memory_keeps_what_is_certain() -> None:
    """A value is one whatever was assumed; what is empty depends on what it was found under."""
    memory: Memory[str] = Memory()
    memory.settle("value", Memo(Found(1), outermost=0), memory.mark, depth=1)
    assert memory.get("value") == Memo(Found(1))
    start = memory.mark
    memory.settle("inner", Memo(EMPTY, outermost=0), memory.mark, depth=2)
    assert memory.get("inner") == Memo(EMPTY, outermost=0)
    memory.settle("outer", Memo(EMPTY, outermost=0), start, depth=0)
    assert memory.get("inner") == memory.get("outer") == Memo(EMPTY)


def test_memory_forgets_what_was_assumed_wrongly() -> None:
    """Where a search that was taken for empty finds a value, what was built on it is forgotten."""
    memory: Memory[str] = Memory()
    start = memory.mark
    memory.settle("inner", Memo(EMPTY, outermost=0), memory.mark, depth=1)
    memory.settle("outer", Memo(Found(1), outermost=0), start, depth=0)
    assert memory.get("inner") is None
    memory.settle("again", Memo(EMPTY, outermost=0), memory.mark, depth=1)
    memory.forget_since(start)
    assert memory.get("again") is None
