"""The rule `robustness.unsatisfiable`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.robustness.ranges import empty_ranges
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.node import Node
from evtool.rules.validation import violations
from evtool.rules.vocabulary import APPLIES


@rule("robustness.unsatisfiable", Severity.ERROR, on=CheckedSchema)
def unsatisfiable(schema: CheckedSchema) -> Iterator[Problem]:
    """Bounds leave room for a value, and an `enum` holds one that they allow.

    Why: nobody can ever send the field, and a schema that requires it accepts no event.

    Example:
        minimum: 10
        maximum: 5                    # refused: no number fits

    Repair: correct the bound that is wrong; often the two were exchanged.
    """
    for node in schema.nodes:
        if node.map.keys().isdisjoint(_TELLING):
            continue
        found = list(empty_ranges(node.map))
        for keyword, message in found:
            hint = "correct the bounds: often two were exchanged"
            yield Problem(f"{node.name}: {message}", hint, at=(*node.tokens, keyword))
        if not found and schema.is_sound and not node.is_reference:
            yield from _choices(node)


def _choices(node: Node) -> Iterator[Problem]:
    """An `enum` or `const` none of whose values the rest of the subschema allows."""
    for keyword in ("enum", "const"):
        if keyword not in node.map or len(node.map) == 1:
            continue
        values = node.map[keyword] if keyword == "enum" else [node.map[keyword]]
        rest = {key: one for key, one in node.map.items() if key in _LIMITS}
        if rest and values and all(_refuses(rest, value) for value in values):
            message = f"{node.name}: no value of `{keyword}` is within the other bounds"
            hint = "correct the values, or the bounds beside them"
            yield Problem(message, hint, at=(*node.tokens, keyword))


def _refuses(schema: dict[str, Any], value: Any) -> bool:
    return any(True for _ in violations(schema, value))


_LIMITS = APPLIES.keys() - {"dependencies", "format"}
_TELLING = frozenset({"const", "enum", "minItems", "minLength", "minProperties", "required"}) | {
    "exclusiveMinimum",
    "minimum",
}
