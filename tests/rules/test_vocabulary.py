"""The metaschema as a function, held to the metaschema itself."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from evtool.rules.subject.node import nodes
from evtool.rules.vocabulary import KEYWORDS, faults

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.sampled_from(["a", "string", "^a$", 1.5]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "type", "items"]), inner, max_size=2)
    ),
    max_leaves=6,
)
KNOWN = sorted(KEYWORDS.keys() & Draft7Validator.META_SCHEMA["properties"].keys())
SCHEMAS = st.dictionaries(st.sampled_from(KNOWN), VALUES, max_size=3)

METASCHEMA = Draft7Validator(Draft7Validator.META_SCHEMA)


def _is_stricter(schema: dict[str, Any]) -> bool:
    """Whether a fault is one that only evtool finds: an enum that is empty or repeats."""
    enums = (node.map.get("enum") for node in nodes(schema))
    return any(isinstance(enum, list) for enum in enums)


@given(SCHEMAS)
def test_faults_are_those_of_the_metaschema(schema: dict[str, Any]) -> None:
    """What the metaschema refuses has a fault; what it accepts has none, enums excepted."""
    wrong = any(True for node in nodes(schema) for _ in faults(node))
    if METASCHEMA.is_valid(schema):
        assert not wrong or _is_stricter(schema)
    else:
        assert wrong


def test_a_schema_is_a_map_or_a_boolean() -> None:
    """A list, a text or a number is no schema."""
    for value in ([], "string", 5, None):
        assert [message for node in nodes(value) for _, message in faults(node)]
    for value in (True, False, {}):
        assert not [message for node in nodes(value) for _, message in faults(node)]


def test_a_fault_names_its_place() -> None:
    """In a map of schemas it is the member that is wrong, not the map."""
    found = [way for node in nodes({"properties": {"a": 5}}) for way, _ in faults(node)]
    assert found == [("properties", "a")]
