"""The rule `robustness.array-items`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.node import Node, Role


@rule("robustness.array-items", Severity.ERROR, on=CheckedSchema)
def array_items(schema: CheckedSchema) -> Iterator[Problem]:
    """An array says with `items` what all its items are: one schema, with one type.

    Why: an array becomes a column of a list of one type; a tuple, or items of any type, fit
    none.

    Example:
        type: array                            # refused without `items`
        items: [{type: string}, {type: integer}]   # refused: a tuple
        items: {type: string}                  # fine

    Repair: write one schema with a type under `items`.
    """
    for node in schema.described:
        if node.type == "array":
            message = _message(node.map.get("items"), node.name)
            if message and not _is_said_around(node):
                way = ("items",) if "items" in node.map else ()
                yield Problem(message, "write `items: {type: ...}`", at=(*node.tokens, *way))


def _message(items: Any, name: str) -> str | None:
    if items is None or items is True:
        return f"the array {name} does not say what its items are"
    if isinstance(items, list):
        return f"the array {name} is a tuple: its items have types by position"
    if isinstance(items, dict) and not isinstance(items.get("$ref"), str):
        return None if items.get("type") else f"the items of the array {name} have no type"
    return None


def _is_said_around(node: Node) -> bool:
    return node.role is Role.BRANCH and any("items" in one.map for one in node.same_value)
