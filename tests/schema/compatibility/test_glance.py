"""What is seen at a glance is what the prover finds out."""

from __future__ import annotations

import importlib
from copy import deepcopy
from typing import Any

import pytest
from arbitrary_schemas import SCALARS, SCHEMAS
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.compatibility import Answer, Checks, Level, Policy, Verdict
from evtool.schema.compatibility.glance import Glance, glance

checking: Any = importlib.import_module("evtool.schema.compatibility.check")

OLD: dict[str, Any] = {
    "type": "object",
    "required": ["a"],
    "properties": {
        "a": {"type": "string", "enum": ["x", "y"], "maxLength": 5},
        "b": {"type": "array", "items": {"type": "object", "properties": {"c": {"minimum": 2}}}},
        "m": {"type": "object", "additionalProperties": {"type": "integer", "maximum": 9}},
    },
}


def changed(*path: str, **values: Any) -> dict[str, Any]:
    """The schema with other values in one place; None takes a keyword away."""
    made = deepcopy(OLD)
    place = made
    for name in path:
        place = place[name]
    for name, value in values.items():
        if value is None:
            del place[name]
        else:
            place[name] = value
    return made


@pytest.mark.parametrize(
    ("new", "seen"),
    [
        (OLD, Glance.ADDS),
        (dict(reversed(OLD.items())), Glance.ADDS),
        (changed("properties", d={"type": "string"}), Glance.ADDS),
        (changed("properties", "b", "items", "properties", d={"enum": [1]}), Glance.ADDS),
        (changed("properties", "a", enum=["z", "y", "x"]), Glance.WIDENS),
        (changed("properties", "a", maxLength=6), Glance.WIDENS),
        (changed("properties", "b", "items", "properties", "c", minimum=1.5), Glance.WIDENS),
        (changed("properties", "m", "additionalProperties", maximum=10), Glance.WIDENS),
        (changed("properties", "a", enum=["x"]), Glance.UNCLEAR),
        (changed("properties", "a", maxLength=4), Glance.UNCLEAR),
        (changed("properties", "a", maxLength=None), Glance.UNCLEAR),
        (changed("properties", "a", maxLength=True), Glance.UNCLEAR),
        (changed("properties", "a", pattern="x"), Glance.UNCLEAR),
        (changed("properties", "a", type="integer"), Glance.UNCLEAR),
        (changed("properties", a=None), Glance.UNCLEAR),
        (changed("properties", "m", properties={"c": {}}), Glance.UNCLEAR),
        (changed("properties", d=False), Glance.UNCLEAR),
        (changed(required=[]), Glance.UNCLEAR),
        (changed(required=["a", "b"]), Glance.UNCLEAR),
        (changed(additionalProperties=False), Glance.UNCLEAR),
        (True, Glance.UNCLEAR),
    ],
)
def test_what_is_seen(new: Any, seen: Glance) -> None:
    """More fields, more values, wider limits; everything else is left to the prover."""
    assert glance(OLD, new) is seen


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), ([1], [True])])
def test_numbers_are_no_booleans(one: Any, other: Any) -> None:
    """Python holds them for equal."""
    assert glance({"const": one}, {"const": other}) is Glance.UNCLEAR
    assert glance({"enum": [one]}, {"enum": [other, 5]}) is Glance.UNCLEAR


def test_fields_are_not_added_where_none_were() -> None:
    """There a map became an object with fields, which is another thing."""
    assert glance({"type": "object"}, {"type": "object", "properties": {"a": {}}}) is Glance.UNCLEAR
    old = {"properties": {"a": {}}, "additionalProperties": {"type": "string"}}
    new = {**old, "properties": {"a": {}, "b": {}}}
    assert glance(old, new) is Glance.UNCLEAR


@st.composite
def grown(draw: st.DrawFn, schema: Any) -> Any:
    """A schema with fields added, values allowed and limits moved, in some places."""
    if not isinstance(schema, dict):
        return schema
    made = dict(schema)
    for name, value in schema.items():
        if name == "properties" and isinstance(value, dict):
            made[name] = {one: draw(grown(part)) for one, part in value.items()}
            if draw(st.booleans()):
                made[name].setdefault("new", {"type": "string"})
        elif name in {"items", "additionalProperties"}:
            made[name] = draw(grown(value))
        elif name == "enum" and draw(st.booleans()):
            made[name] = [*value, draw(SCALARS)]
        elif name in {"maxLength", "maximum", "minimum", "minItems"} and draw(st.booleans()):
            made[name] = value + draw(st.sampled_from([-1, 1, 2]))
    return made


def proved(old: Any, new: Any) -> Verdict:
    """What the prover says, who is shown nothing beforehand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "glance", lambda *_: Glance.UNCLEAR)
        return Checks(Level.BACKWARD, Policy.EVENT).check(old, new)


def same_changes(verdict: Verdict) -> list[Any]:
    """The changes, but for the events that show them."""
    return [(one.rule, one.sentence, one.new_pointer, one.breaking) for one in verdict.changes]


@given(SCHEMAS.flatmap(lambda schema: st.tuples(st.just(schema), grown(schema))))
def test_the_prover_agrees(pair: tuple[Any, Any]) -> None:
    """Answer and changes are the same, unless the prover cannot tell."""
    old, new = pair
    slow = proved(old, new)
    quick = Checks(Level.BACKWARD, Policy.EVENT).check(old, new)
    if slow.answer is not Answer.UNDECIDED:
        assert quick.answer is slow.answer
        assert same_changes(quick) == same_changes(slow)


@given(st.tuples(SCHEMAS, SCHEMAS))
def test_no_inclusion_is_made_up(pair: tuple[Any, Any]) -> None:
    """What any two schemas seem to be is never what the prover refutes."""
    if glance(*pair) is not Glance.UNCLEAR:
        assert proved(*pair).answer is not Answer.INCOMPATIBLE
