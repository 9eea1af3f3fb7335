"""Subschemas and their roles."""

from __future__ import annotations

from evtool.rules.subject.node import NODE_LIMIT, Role, nodes

SCHEMA = {
    "properties": {
        "properties": {"type": "object", "properties": {"required": True}},
        "list": {"items": [{"type": "string"}], "additionalItems": False},
        "map": {"additionalProperties": {"type": "string"}, "patternProperties": {"^x": {}}},
    },
    "oneOf": [{"properties": {"map": {"minProperties": 1}, "own": {}}}],
    "not": {"properties": {"never": {}}},
    "definitions": {"spare": {"properties": {"unused": {}}}},
    "required": ["properties"],
    "enum": [{"properties": {"no": {}}}],
}


def test_each_subschema_has_a_role() -> None:
    """Property names that look like keywords are names, values of enums are values."""
    roles = {"/".join(node.tokens): node.role for node in nodes(SCHEMA)}
    assert roles["properties/properties/properties/required"] is Role.PROPERTY
    assert roles["properties/list/items/0"] is Role.TUPLE
    assert roles["properties/map/additionalProperties"] is Role.VALUES
    assert roles["properties/map/patternProperties/^x"] is Role.PATTERN
    assert roles["oneOf/0"] is Role.BRANCH
    assert roles["not"] is Role.CONDITION
    assert roles["definitions/spare"] is Role.DEFINITION
    assert not any(way.startswith("enum") for way in roles)


def test_only_some_say_what_events_hold() -> None:
    """Conditions and definitions do not, nor does anything below them."""
    silent = {"/".join(node.tokens) for node in nodes(SCHEMA) if not node.describes}
    assert "not/properties/never" in silent
    assert "definitions/spare/properties/unused" in silent
    assert "oneOf/0/properties/own" not in silent


def test_a_branch_refines_what_is_declared_around_it() -> None:
    """A field of a branch is new, or says more about a field of the object."""
    refining = {node.key for node in nodes(SCHEMA) if node.refines}
    assert refining == {"map"}


def test_a_node_is_called_by_its_field() -> None:
    """People know fields, not keywords."""
    names = {"/".join(node.tokens): node.name for node in nodes(SCHEMA)}
    assert names["properties/map/additionalProperties"] == "`map`"
    assert names[""] == "the schema"


def test_shared_parts_do_not_multiply_without_end() -> None:
    """A schema that expands to a million subschemas is looked at in part."""
    part: dict[str, object] = {"type": "string"}
    for _ in range(20):
        part = {"properties": {"a": part, "b": part}}
    assert len(nodes(part)) <= NODE_LIMIT
