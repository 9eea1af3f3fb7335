"""The rule `robustness.union-type`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.robustness.mixture import mixtures
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.node import Role


@rule("robustness.union-type", Severity.ERROR, on=CheckedSchema)
def union_type(schema: CheckedSchema) -> Iterator[Problem]:
    """A value has one type and one shape: no list of types, no null, no branches that differ.

    Branches of `anyOf` and `oneOf` may say different things about values, not about types
    and fields. A field without a value is left out of the event; it is not null.

    Why: a column of a table has one type. What may be a text here and a number there fits
    none.

    Example:
        type: [string, 'null']        # refused
        enum: [a, b, null]            # refused
        oneOf: [{type: string}, {type: integer}]   # refused

    Repair: choose one type, or make a field for each; make the field optional instead of
    null.
    """
    for node in schema.described:
        if node.role is Role.BRANCH and node.keyword in ("anyOf", "oneOf"):
            continue  # compared as a whole
        for way, message in mixtures(node):
            yield Problem(message, _hint(way[0], node.map), at=(*node.tokens, *way))


def _hint(keyword: str, value: dict[str, Any]) -> str:
    types = value.get("type")
    if keyword == "type" and isinstance(types, list) and len(types) == 1:
        return f"write `type: {types[0]}`"
    if keyword in ("type", "enum", "const"):
        return "choose one type; leave the field out of an event instead of sending null"
    return "give all branches the same type and fields, or make a field for each"
