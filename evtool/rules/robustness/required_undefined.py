"""The rule `robustness.required-undefined`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.node import Node, Role


@rule("robustness.required-undefined", Severity.ERROR, on=CheckedSchema)
def required_undefined(schema: CheckedSchema) -> Iterator[Problem]:
    """Every name in `required` is a field that the object declares.

    Why: events must hold a field that has no type and no description, and no table has a
    column for it. Where no other fields are allowed, no event fits at all.

    Example:
        properties: {page_id: {type: integer}}
        required: [page]              # refused: no such field

    Repair: correct the name, or declare the field under `properties`.
    """
    for node in schema.nodes:
        names = node.map.get("required")
        if node.role is Role.DEFINITION or not isinstance(names, list) or not names:
            continue
        around = [node, *node.same_value]
        if any(_includes(one) for one in around):
            continue
        declared = {name for one in around for name in one.properties}
        for at, name in enumerate(names):
            if isinstance(name, str) and name not in declared:
                yield Problem(
                    f"the field {name!r} is required but not declared",
                    _hint(name, declared),
                    at=(*node.tokens, "required", str(at)),
                )


def _includes(node: Node) -> bool:
    """Whether fields come from elsewhere: nobody knows here which."""
    return node.is_reference or "allOf" in node.map


def _hint(name: str, declared: Collection[str]) -> str:
    near = get_close_matches(name, declared, n=1)
    return f"did you mean {near[0]!r}?" if near else "declare it under `properties`"
