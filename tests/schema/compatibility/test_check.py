"""Verdicts under each level and policy, and the events that show them."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from evtool.schema.compatibility import Answer, Level, Party, Policy, Side, Verdict, check
from evtool.schema.difference import ABSENT

STRING, INTEGER, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
YES, NO = Answer.COMPATIBLE, Answer.INCOMPATIBLE


def thing(required: list[str] | None = None, more: Any = None, **fields: Any) -> dict[str, Any]:
    """An object with fields."""
    return {
        "type": "object", "properties": fields, "required": required or [], **(more or {})
    }  # fmt: skip


def breaking(verdict: Verdict) -> set[str]:
    """The rules that a verdict breaks."""
    return {change.rule for change in verdict.breaking}


CLOSED = {"additionalProperties": False}
MAP = {"additionalProperties": STRING}

EVENT_CASES = [
    (thing(a=STRING), thing(a=STRING, b=STRING), set()),
    (thing(a=STRING), thing(), {"field-removed"}),
    (thing(a=STRING), thing(["a"], a=STRING), {"required-added"}),
    (thing(a=STRING), thing(["b"], a=STRING, b=STRING), {"required-added"}),
    (thing(["a"], a=STRING), thing(a=STRING), set()),
    (thing(a=INTEGER), thing(a=NUMBER), {"type-changed"}),
    (thing(a=NUMBER), thing(a=INTEGER), {"type-changed"}),
    (thing(a=INTEGER), thing(a={"type": ["integer", "null"]}), {"type-changed"}),
    (thing(a={"enum": ["x"]}), thing(a={"enum": ["x", "y"]}), set()),
    (thing(a={"enum": ["x", "y"]}), thing(a={"enum": ["x"]}), {"enum-narrowed"}),
    (thing(a=STRING), thing(a={**STRING, "const": "x"}), {"enum-narrowed"}),
    (thing(a={"maximum": 9}), thing(a={"maximum": 8}), {"bound-tightened"}),
    (thing(a={"maximum": 8}), thing(a={"maximum": 9}), set()),
    (thing(a=INTEGER), thing(a={**INTEGER, "multipleOf": 10}), {"bound-tightened"}),
    (thing(a={"items": STRING}), thing(a={"items": STRING, "uniqueItems": True}),
     {"bound-tightened"}),
    (thing(a=STRING), thing(a={**STRING, "pattern": "^a"}), {"pattern-changed"}),
    (thing(a={"pattern": "^ab"}), thing(a={"pattern": "^a"}), set()),
    (thing(a=STRING), thing(a={**STRING, "format": "date"}), {"format-changed"}),
    (thing(a={"format": "date"}), thing(a={"format": "time"}), {"format-changed"}),
    (thing(a={"format": "date"}), thing(a={}), set()),
    (thing(), thing(more=CLOSED), {"object-closed"}),
    (thing(a=thing()), thing(a=thing(more=CLOSED)), {"object-closed"}),
    (thing(a={"type": "object", **MAP}), thing(a=thing(b=STRING)), {"object-closed"}),
    (thing(a={"type": "object", **MAP}), thing(a=thing(more=CLOSED, b=STRING)), {"object-closed"}),
    (thing(more=CLOSED), thing(), set()),
    (thing(), thing(more={"dependencies": {"a": ["b"]}}), {"condition-added"}),
    (thing(), thing(more={"not": {"required": ["a"]}}), {"condition-added"}),
    (thing(), thing(more={"if": {"required": ["a"]}, "then": {"required": ["b"]}}),
     {"condition-added"}),
    (thing(), thing(more={"propertyNames": {"maxLength": 3}}), {"condition-added"}),
    (thing(a={"anyOf": [STRING, INTEGER]}), thing(a={"anyOf": [STRING]}), {"condition-added"}),
    (thing(a={"default": 1}), thing(a={"default": 2}), set()),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rules"), EVENT_CASES)
def test_the_event_policy(old: Any, new: Any, rules: set[str]) -> None:
    """Optional fields may be added and bounds loosened; each break is told by its rule."""
    verdict = check(old, new)
    assert breaking(verdict) == rules
    assert verdict.answer is (NO if rules else YES)
    for change in verdict.breaking:
        assert change.witness is not ABSENT
        accepting = old if change.accepted_by is Side.OLD else new
        assert Draft7Validator(accepting).is_valid(change.witness)


STRICT_CASES = [
    (thing(a=STRING), thing(a=STRING, b=STRING), {"b": None}),
    (thing(a=STRING), thing(), ABSENT),
    (thing(a=INTEGER), thing(a=NUMBER), ABSENT),
    (thing(more=CLOSED, a=STRING), thing(more=CLOSED, a=STRING, b=STRING), ABSENT),
    ({"anyOf": [STRING, INTEGER]}, {"type": ["string", "integer"]}, ABSENT),
    ({"oneOf": [STRING, {"type": "string", "minLength": 2}]}, {"maxLength": 1}, ABSENT),
    ({"allOf": [{"minimum": 1}, {"maximum": 3}], "type": "integer"}, {"enum": [1, 2, 3]}, ABSENT),
    (False, STRING, ABSENT),
    (STRING, False, ""),
    (True, {}, ABSENT),
]


@pytest.mark.parametrize(("old", "new", "witness"), STRICT_CASES)
def test_the_strict_policy(old: Any, new: Any, witness: Any) -> None:
    """All values count, however they are written down."""
    verdict = check(old, new, Level.BACKWARD, Policy.STRICT)
    assert verdict.answer is (YES if witness is ABSENT else NO)
    if witness is not ABSENT:
        assert Draft7Validator(old).is_valid(verdict.witness)
        assert not Draft7Validator(new).is_valid(verdict.witness)


@pytest.mark.parametrize(
    ("level", "wider", "narrower"),
    [
        (Level.BACKWARD, YES, NO), (Level.BACKWARD_TRANSITIVE, YES, NO),
        (Level.FORWARD, NO, YES), (Level.FORWARD_TRANSITIVE, NO, YES),
        (Level.FULL, NO, NO), (Level.FULL_TRANSITIVE, NO, NO), (Level.NONE, YES, YES),
    ],
)  # fmt: skip
def test_levels_are_directions(level: Level, wider: Answer, narrower: Answer) -> None:
    """Backward forbids to narrow, forward forbids to widen, full forbids both."""
    small, large = {"type": "string", "maxLength": 3}, {"type": "string", "maxLength": 5}
    for policy in Policy:
        assert check(small, large, level, policy).answer is wider
        assert check(large, small, level, policy).answer is narrower


def test_whom_a_change_breaks() -> None:
    """Writers have events refused, readers meet what they do not know."""
    narrowed = check(thing(a=STRING), thing(["a"], a=STRING)).breaking[0]
    assert narrowed.breaks is Party.WRITERS
    removed = check(thing(a=STRING), thing()).breaking[0]
    assert removed.breaks is Party.READERS
    widened = check(thing(["a"], a=STRING), thing(a=STRING), Level.FULL).breaking[0]
    assert (widened.rule, widened.breaks) == ("required-removed", Party.READERS)


def test_what_is_allowed_is_told_too() -> None:
    """A change that the level permits is among the changes, without being an error."""
    verdict = check(thing(a={"maximum": 8}), thing(a={"maximum": 9}))
    assert [(one.rule, one.breaking) for one in verdict.changes] == [("constraint-loosened", False)]


def test_added_fields_count_where_the_old_schema_said_something() -> None:
    """A field that joins a map must be like its values: anybody may have written one."""
    old, new = thing(more=MAP), thing(more=MAP, a=INTEGER)
    assert check(old, new).answer is NO
    assert check(old, thing(more=MAP, a=STRING)).answer is YES


def test_pointers_lead_into_both_schemas() -> None:
    """Places are told for the old and the new schema, as near as each goes."""
    old = {"properties": {"a/b": {"minimum": 1}}}
    change = check(old, {"properties": {"a/b": {"minimum": 2}}}).breaking[0]
    assert change.old_pointer == change.new_pointer == "/properties/a~1b/minimum"
    removed = check(old, {}).breaking[0]
    assert (removed.old_pointer, removed.new_pointer) == ("/properties/a~1b", "")


def test_recursion_is_decided() -> None:
    """Trees are compared with trees, and a change deep inside is shown by an event."""
    tree = thing(value=INTEGER, children={"type": "array", "items": {"$ref": "#"}})
    named = {"definitions": {"t": thing(
        value=INTEGER, children={"type": "array", "items": {"$ref": "#/definitions/t"}})},
        "allOf": [{"$ref": "#/definitions/t"}]}  # fmt: skip
    assert check(tree, named, Level.FULL, Policy.STRICT).answer is YES
    other = thing(value=NUMBER, children={"type": "array", "items": {"$ref": "#"}})
    verdict = check(other, tree, Level.BACKWARD, Policy.STRICT)
    assert verdict.answer is NO
    assert Draft7Validator(other).is_valid(verdict.witness)


def test_what_cannot_be_told_is_undecided() -> None:
    """A pattern that is not understood leaves the verdict open, with a reason."""
    verdict = check(thing(a={"pattern": r"^(a)\1$"}), thing(a={"pattern": r"^(a+)\1$"}))
    assert verdict.answer is Answer.UNDECIDED
    assert "back reference" in verdict.reason
    assert breaking(verdict) == {"pattern-changed"}


def test_other_dialects_are_undecided() -> None:
    """The same words mean something else in other drafts."""
    later = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string"}
    assert "dialect" in check(later, STRING).reason
    named = {"$schema": "http://json-schema.org/draft-07/schema#", "type": "string"}
    assert check(named, STRING).answer is YES


def test_time_stamps_of_yaml_are_texts() -> None:
    """A document that YAML read is compared as the JSON that it becomes."""
    old = yaml.safe_load("{type: string, enum: [2024-05-01T00:00:00Z, a]}")
    assert check(old, {"type": "string"}).answer is YES


@pytest.mark.parametrize(
    ("level", "count"), [(Level.NONE, 0), (Level.BACKWARD, 1), (Level.FULL_TRANSITIVE, 3)]
)
def test_levels_choose_versions(level: Level, count: int) -> None:
    """Transitive levels compare with all earlier versions, the others with the latest."""
    assert (
        list(level.counterparts(["1.0.0", "1.1.0", "1.2.0"]))
        == ["1.0.0", "1.1.0", "1.2.0"][3 - count :]
    )
