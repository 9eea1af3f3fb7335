"""Laws that no verdict may break, whatever the schemas. CI asks for more examples than we do."""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random
from typing import Any

from arbitrary_schemas import SCHEMAS, VALUES, mutations, pairs, refers
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker
from nearby_values import nearby

from evtool.schema.compatibility import Answer, Level, Policy, Side, Verdict, check
from evtool.schema.difference import ABSENT

EXAMPLES = int(os.environ.get("EVTOOL_COMPATIBILITY_EXAMPLES", "150"))
"""At least 10,000 in CI; a few hundred are enough while working."""


def examples(count: int) -> Callable[[Any], Any]:
    """So many random cases, however long each takes."""
    return settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.too_slow])


many, some = examples(EXAMPLES), examples(max(EXAMPLES // 5, 100))


SEEDS = st.integers(0, 1 << 32)
FORMATS = FormatChecker()


def accepts(schema: Any, value: Any) -> bool | None:
    """What jsonschema says; None where it never ends or stumbles."""
    return _ask(Draft7Validator(schema, format_checker=FORMATS), value)


def _ask(validator: Draft7Validator, value: Any) -> bool | None:
    try:
        return bool(validator.is_valid(value))
    except (RecursionError, TypeError, OverflowError):
        return None


def counterexample(old: Any, new: Any, values: list[Any], seed: int) -> Any:
    """A value between two schemas, ABSENT where none is found."""
    random = Random(seed)  # a strategy for the choices would take longer than all the rest
    accepting, refusing = (Draft7Validator(one, format_checker=FORMATS) for one in (old, new))
    close = [nearby(one, random) for one in (old, new) for _ in range(20)]
    for value in [*values, *close]:
        if _ask(accepting, value) is True and _ask(refusing, value) is False:
            return value
    return ABSENT


@many
@given(pairs(), st.lists(VALUES, max_size=8), SEEDS)
def test_no_value_is_between_compatible_schemas(
    pair: tuple[Any, Any], values: list[Any], seed: int
) -> None:
    """What is claimed to be included has no counterexample, neither random nor close to it."""
    verdict = check(*pair, Level.BACKWARD, Policy.STRICT)
    note(str(verdict))
    if verdict.answer is Answer.COMPATIBLE:
        assert counterexample(*pair, values, seed) is ABSENT


@many
@given(mutations(), st.lists(VALUES, max_size=4), SEEDS)
def test_no_mutation_is_overlooked(pair: tuple[Any, Any], values: list[Any], seed: int) -> None:
    """One change is never called compatible, either way, where a validator says otherwise."""
    old, new = pair
    for before, after in [(old, new), (new, old)]:
        verdict = check(before, after, Level.BACKWARD, Policy.STRICT)
        note(str(verdict))
        if verdict.answer is Answer.COMPATIBLE:
            assert counterexample(before, after, values, seed) is ABSENT


@many
@given(pairs() | mutations(), st.sampled_from(Level), st.sampled_from(Policy))
def test_each_witness_is_one(pair: tuple[Any, Any], level: Level, policy: Policy) -> None:
    """A witness is accepted by the schema that it names, and refused by the other."""
    old, new = pair
    verdict = check(old, new, level, policy)
    note(str(verdict))
    for shown in [verdict, *verdict.changes]:
        if shown.witness is not ABSENT:
            accepting, refusing = (old, new) if shown.accepted_by is Side.OLD else (new, old)
            assert accepts(accepting, shown.witness)
            assert not accepts(refusing, shown.witness)


@some
@given(SCHEMAS)
def test_each_schema_includes_itself(schema: Any) -> None:
    """Written twice, with another description, a schema is compatible with itself."""
    again = {**schema, "description": "the same"} if isinstance(schema, dict) else schema
    verdict = check(schema, again, Level.FULL, Policy.STRICT)
    assert verdict.answer is Answer.COMPATIBLE


@some
@given(SCHEMAS, SCHEMAS)
def test_a_narrowed_schema_includes_no_more(old: Any, limit: Any) -> None:
    """Every schema includes its conjunction with another one, and is included in the union."""
    both, either = {"allOf": [old, limit]}, {"anyOf": [old, limit]}
    if not refers([old, limit]):
        assert _answer(both, old) is Answer.COMPATIBLE
        assert _answer(old, either) is Answer.COMPATIBLE


@some
@given(pairs())
def test_incompatible_means_a_witness(pair: tuple[Any, Any]) -> None:
    """Under the strict policy nothing is refused without an event; the undecided say why."""
    verdict = check(*pair, Level.FULL, Policy.STRICT)
    assert (verdict.witness is not ABSENT) == (verdict.answer is Answer.INCOMPATIBLE)
    assert bool(verdict.reason) == (verdict.answer is Answer.UNDECIDED)
    if verdict.answer is not Answer.UNDECIDED:
        assert bool(verdict.breaking) == (verdict.answer is Answer.INCOMPATIBLE)


@some
@given(pairs())
def test_forward_is_backward_the_other_way(pair: tuple[Any, Any]) -> None:
    """FORWARD from old to new is BACKWARD from new to old; FULL is both."""
    old, new = pair
    forward, backward = _answer(old, new, Level.FORWARD), _answer(old, new)
    assert forward is _answer(new, old)
    if Answer.UNDECIDED not in {forward, backward}:
        both = {forward, backward} == {Answer.COMPATIBLE}
        assert (_answer(old, new, Level.FULL) is Answer.COMPATIBLE) == both


def _answer(old: Any, new: Any, level: Level = Level.BACKWARD) -> Answer:
    verdict: Verdict = check(old, new, level, Policy.STRICT)
    return verdict.answer
