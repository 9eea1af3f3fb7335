"""A schema as the list of its subschemas, each with its way and its role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Any

from evtool.rules.problem import Tokens

NODE_LIMIT = 100_000
"""How many subschemas of one schema are looked at: real ones have a few hundred."""


class Role(Enum):
    """How a subschema relates to the one around it."""

    ROOT = auto()
    PROPERTY = auto()
    ITEMS = auto()
    """All items of an array."""
    TUPLE = auto()
    """One item of an array by its position, or all after these."""
    VALUES = auto()
    """All undeclared fields of an object: the values of a map."""
    PATTERN = auto()
    """The fields whose names match a pattern."""
    BRANCH = auto()
    """Says more about the same value: a member of `allOf`, `anyOf`, `oneOf`, `then` ..."""
    CONDITION = auto()
    """Says nothing about the value itself: `if`, `not`, `contains`, `propertyNames`."""
    DEFINITION = auto()
    """Kept for reuse; no event is checked against it where it stands."""


@dataclass(eq=False)
class Node:
    """One subschema: its value (a map, or a boolean), and how it is reached.

    `key` is the token, `keyword` the keyword that it stands under. `describes` tells
    whether it says what events hold: nothing above it is a condition or a definition.
    `map` are its keywords; none for a boolean schema.
    """

    value: Any
    role: Role
    parent: Node | None = None
    keyword: str = ""
    key: str | None = None
    describes: bool = True

    @cached_property
    def tokens(self) -> Tokens:
        """The way to the subschema."""
        way: list[str] = []
        node = self
        while node.parent is not None:
            if node.key is not None:
                way.append(node.key)
            way.append(node.keyword)
            node = node.parent
        return tuple(reversed(way))

    @property
    def name(self) -> str:
        """How people call it: by the nearest field it belongs to."""
        node: Node | None = self
        while node is not None:
            if node.role is Role.PROPERTY:
                return f"`{node.key}`"
            node = node.parent
        return "the schema"

    def __post_init__(self) -> None:
        """Give the keywords a name of their own: they are asked for most of all."""
        self.map: dict[str, Any] = self.value if isinstance(self.value, dict) else {}

    @property
    def type(self) -> str | None:
        """The type, where it is exactly one."""
        found = self.map.get("type")
        return found if isinstance(found, str) else None

    @property
    def is_reference(self) -> bool:
        """Whether it stands for something else that is not known here."""
        return isinstance(self.map.get("$ref"), str)

    @property
    def properties(self) -> Mapping[str, Any]:
        """The declared fields; empty where there are none."""
        found = self.map.get("properties")
        return found if isinstance(found, dict) else {}

    @property
    def same_value(self) -> Iterator[Node]:
        """The subschemas around this one that are about the same value, the nearest first."""
        node = self
        while node.parent is not None and node.is_about_the_same:
            node = node.parent
            yield node

    @property
    def is_about_the_same(self) -> bool:
        """Whether it is about the same value as the subschema around it."""
        return self.role is Role.BRANCH or self.keyword in ("if", "not")

    @property
    def refines(self) -> bool:
        """Whether it is a field that the object declares elsewhere: a branch says more."""
        if self.role is not Role.PROPERTY or self.parent is None:
            return False
        return any(self.key in around.properties for around in self.parent.same_value)


def nodes(schema: Any) -> list[Node]:
    """The subschemas of a dereferenced schema, itself first, each before those inside it.

    What is no schema (a number where a schema belongs) is left out.
    """
    found: list[Node] = []
    pending = [Node(schema, Role.ROOT)]
    while pending and len(found) < NODE_LIMIT:
        node = pending.pop()
        found.append(node)
        if isinstance(node.value, dict):
            pending.extend(reversed(list(_below(node))))
    return found


_ONE: Mapping[str, Role] = {
    "items": Role.ITEMS,
    "additionalItems": Role.TUPLE,
    "additionalProperties": Role.VALUES,
    "contains": Role.CONDITION,
    "propertyNames": Role.CONDITION,
    "not": Role.CONDITION,
    "if": Role.CONDITION,
    "then": Role.BRANCH,
    "else": Role.BRANCH,
}
_LISTS: Mapping[str, Role] = {
    "items": Role.TUPLE,
    "allOf": Role.BRANCH,
    "anyOf": Role.BRANCH,
    "oneOf": Role.BRANCH,
}
_MAPS: Mapping[str, Role] = {
    "properties": Role.PROPERTY,
    "patternProperties": Role.PATTERN,
    "dependencies": Role.BRANCH,
    "definitions": Role.DEFINITION,
}
_UNSPOKEN = (Role.CONDITION, Role.DEFINITION)


def _below(node: Node) -> Iterator[Node]:
    for keyword, value in node.value.items():
        kind = type(value)
        if kind is dict and keyword in _MAPS:
            named = value.items()
        elif kind is list and keyword in _LISTS:
            named = enumerate(value)
        elif kind in (dict, bool) and keyword in _ONE:
            yield _made(value, _ONE[keyword], node, keyword)
            continue
        else:
            continue
        role = _MAPS[keyword] if kind is dict else _LISTS[keyword]
        for name, inner in named:
            if isinstance(inner, dict | bool):
                yield _made(inner, role, node, keyword, str(name))


def _made(value: Any, role: Role, parent: Node, keyword: str, key: str | None = None) -> Node:
    describes = parent.describes and role not in _UNSPOKEN
    return Node(value, role, parent, keyword, key, describes)
