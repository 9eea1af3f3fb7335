"""The rule `robustness.object-type`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.node import Node


@rule("robustness.object-type", Severity.ERROR, on=CheckedSchema)
def object_type(schema: CheckedSchema) -> Iterator[Problem]:
    """An object declares its fields, or is a map whose values have a type.

    Why: an object becomes a group of columns, or a column of a map of one type. What may hold
    anything becomes neither, and its data is lost in tables.

    Example:
        type: object                           # refused: no fields, no values
        additionalProperties: true             # refused
        additionalProperties: {type: string}   # fine: a map

    Repair: declare `properties`, or give the values of the map a type.
    """
    for node in schema.shapes:
        if node.type == "object" and not node.is_reference:
            yield from _problems(node)


def _problems(node: Node) -> Iterator[Problem]:
    values = node.map.get("additionalProperties")
    if values is True:
        yield Problem(
            f"the object {node.name} takes any other field, of any type",
            "remove `additionalProperties`, or say which type the values have",
            at=(*node.tokens, "additionalProperties"),
        )
    elif isinstance(values, dict) and not _is_typed(values):
        yield Problem(
            f"the values of the map {node.name} have no type",
            "write `additionalProperties: {type: ...}`",
            at=(*node.tokens, "additionalProperties"),
        )
    elif not isinstance(values, dict) and not _declares(node.map):
        yield Problem(
            f"the object {node.name} declares no fields",
            "declare `properties`, or write `additionalProperties: {type: ...}` for a map",
            at=node.tokens,
        )


def _is_typed(values: dict[str, Any]) -> bool:
    return bool(values.get("type")) or any(one in values for one in ("$ref", *_BRANCHES))


def _declares(value: dict[str, Any]) -> bool:
    """Whether fields are declared here, or in a branch; nesting is bounded by the loader."""
    if "$ref" in value or value.get("properties"):
        return True
    patterns = value.get("patternProperties")
    if isinstance(patterns, dict) and patterns:
        return all(isinstance(one, dict) and _is_typed(one) for one in patterns.values())
    lists = (value.get(keyword) for keyword in _BRANCHES)
    branches = (one for several in lists if isinstance(several, list) for one in several)
    return any(isinstance(one, dict) and _declares(one) for one in branches)


_BRANCHES = ("allOf", "anyOf", "oneOf")
