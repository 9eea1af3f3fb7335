"""Laws that no verdict may break, whatever the schemas. CI asks for more examples than we do."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker

from evtool.schema.compatibility import Answer, Level, Policy, Side, Verdict, check
from evtool.schema.difference import ABSENT

EXAMPLES = int(os.environ.get("EVTOOL_COMPATIBILITY_EXAMPLES", "150"))
"""At least 10,000 in CI; a few hundred are enough while working."""

many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NAMES = st.sampled_from(["a", "b", "ab"])
SCALARS = st.sampled_from(
    [None, True, False, 0, 1, 2, -1, 1.5, 4, "", "a", "b", "ab", "aa", "2024-05-01", "x@y.org"]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)
PATTERNS = st.sampled_from(
    ["^a", "a", "b$", "^a*$", "^[ab]+$", "^.$", "^(?!a)", r"\d", "^(a|b)c?$"]
)
COUNTS = st.integers(0, 3)
NUMBERS = st.sampled_from([-1, 0, 1, 2, 3, 0.5, 1.5])
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
SCALAR_KEYWORDS = {
    "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
    "const": VALUES,
    "enum": st.lists(VALUES, min_size=1, max_size=3),
    "minimum": NUMBERS,
    "maximum": NUMBERS,
    "exclusiveMinimum": NUMBERS,
    "exclusiveMaximum": NUMBERS,
    "multipleOf": st.sampled_from([1, 2, 3, 0.5, 1.5]),
    "minLength": COUNTS,
    "maxLength": COUNTS,
    "pattern": PATTERNS,
    "format": st.sampled_from(["date", "ipv4", "email", "unknown"]),
    "minItems": COUNTS,
    "maxItems": COUNTS,
    "uniqueItems": st.booleans(),
    "minProperties": COUNTS,
    "maxProperties": COUNTS,
    "required": st.lists(NAMES, max_size=2, unique=True),
}


def _inner_keywords(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    some = st.lists(inner, min_size=1, max_size=3)
    part = inner | st.just({"$ref": "#"})
    return {
        "items": part | some,
        "contains": part,
        "properties": st.dictionaries(NAMES, part, max_size=3),
        "patternProperties": st.dictionaries(PATTERNS, part, max_size=2),
        "additionalProperties": part,
        "propertyNames": inner,
        "dependencies": st.dictionaries(NAMES, inner | st.lists(NAMES, max_size=2), max_size=2),
        "allOf": some,
        "anyOf": some,
        "oneOf": some,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
    }


@st.composite
def _objects(draw: st.DrawFn, inner: st.SearchStrategy[Any] | None) -> dict[str, Any]:
    keywords = {**SCALAR_KEYWORDS, **(_inner_keywords(inner) if inner is not None else {})}
    chosen = draw(st.lists(st.sampled_from(sorted(keywords)), max_size=4, unique=True))
    schema = {keyword: draw(keywords[keyword]) for keyword in chosen}
    if isinstance(schema.get("items"), list) and inner is not None and draw(st.booleans()):
        schema["additionalItems"] = draw(inner)
    return schema


SCHEMAS = st.recursive(
    st.booleans() | _objects(None),
    _objects,
    max_leaves=6,
)


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two schemas, mostly related: one is the other with a keyword more, less or in between."""
    old = draw(SCHEMAS)
    other = draw(SCHEMAS)
    if not isinstance(old, dict) or not isinstance(other, dict):
        return old, other
    related = [
        other,
        {**old, **other},
        {name: old[name] for name in old if name not in other},
        {"anyOf": [old, other]},
        {"allOf": [old, other]},
        {"type": "object", "properties": {"a": old}, "required": ["a"]},
    ]
    return old, draw(st.sampled_from(related))


def accepts(schema: Any, value: Any) -> bool | None:
    """What jsonschema says; None where it never ends or stumbles."""
    try:
        return Draft7Validator(schema, format_checker=FormatChecker()).is_valid(value)
    except (RecursionError, TypeError):
        return None


@many
@given(_pairs(), st.lists(VALUES, max_size=12))
def test_no_value_is_between_compatible_schemas(pair: tuple[Any, Any], values: list[Any]) -> None:
    """What is claimed to be included has no counterexample, neither random nor from the schemas."""
    old, new = pair
    verdict = check(old, new, Level.BACKWARD, Policy.STRICT)
    note(str(verdict))
    if verdict.answer is Answer.COMPATIBLE:
        for value in [*values, *_mentioned(old), *_mentioned(new)]:
            assert not (accepts(old, value) is True and accepts(new, value) is False), value


@many
@given(_pairs(), st.sampled_from(Level), st.sampled_from(Policy))
def test_each_witness_is_one(pair: tuple[Any, Any], level: Level, policy: Policy) -> None:
    """A witness is accepted by the schema that it names, and refused by the other."""
    old, new = pair
    verdict = check(old, new, level, policy)
    for shown in [verdict, *verdict.changes]:
        if shown.witness is not ABSENT:
            accepting, refusing = (old, new) if shown.accepted_by is Side.OLD else (new, old)
            assert accepts(accepting, shown.witness)
            assert not accepts(refusing, shown.witness)


@many
@given(SCHEMAS)
def test_each_schema_includes_itself(schema: Any) -> None:
    """Written twice, with another description, a schema is compatible with itself."""
    again = {**schema, "description": "the same"} if isinstance(schema, dict) else schema
    verdict = check(schema, again, Level.FULL, Policy.STRICT)
    assert verdict.answer is Answer.COMPATIBLE


@many
@given(SCHEMAS, SCHEMAS)
def test_a_narrowed_schema_includes_no_more(old: Any, limit: Any) -> None:
    """Every schema includes its conjunction with another one, and is included in the union."""
    both, either = {"allOf": [old, limit]}, {"anyOf": [old, limit]}
    if not _refers([old, limit]):
        assert _answer(both, old) is Answer.COMPATIBLE
        assert _answer(old, either) is Answer.COMPATIBLE


@many
@given(_pairs())
def test_incompatible_means_a_witness(pair: tuple[Any, Any]) -> None:
    """Under the strict policy nothing is refused without an event; the undecided say why."""
    verdict = check(*pair, Level.FULL, Policy.STRICT)
    assert (verdict.witness is not ABSENT) == (verdict.answer is Answer.INCOMPATIBLE)
    assert bool(verdict.reason) == (verdict.answer is Answer.UNDECIDED)
    if verdict.answer is not Answer.UNDECIDED:
        assert bool(verdict.breaking) == (verdict.answer is Answer.INCOMPATIBLE)


@many
@given(_pairs())
def test_forward_is_backward_the_other_way(pair: tuple[Any, Any]) -> None:
    """FORWARD from old to new is BACKWARD from new to old; FULL is both."""
    old, new = pair
    forward = _answer(old, new, Level.FORWARD)
    backward = _answer(old, new)
    assert forward is _answer(new, old)
    if Answer.UNDECIDED not in {forward, backward}:
        both = {forward, backward} == {Answer.COMPATIBLE}
        assert (_answer(old, new, Level.FULL) is Answer.COMPATIBLE) == both


def _answer(old: Any, new: Any, level: Level = Level.BACKWARD) -> Answer:
    verdict: Verdict = check(old, new, level, Policy.STRICT)
    return verdict.answer


def _mentioned(schema: Any) -> list[Any]:
    """All values in `const` and `enum`."""
    if isinstance(schema, list):
        return [value for part in schema for value in _mentioned(part)]
    if not isinstance(schema, dict):
        return []
    listed = schema.get("enum", [])
    found = [*(listed if isinstance(listed, list) else []), schema.get("const")]
    return [*found, *(value for part in schema.values() for value in _mentioned(part))]


def _refers(value: Any) -> bool:
    if isinstance(value, dict):
        return "$ref" in value or any(map(_refers, value.values()))
    return isinstance(value, list) and any(map(_refers, value))
