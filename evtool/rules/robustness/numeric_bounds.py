"""The rule `robustness.numeric-bounds`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.robustness.values import is_number
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.node import Node


@rule("robustness.numeric-bounds", Severity.ERROR, on=CheckedSchema)
def numeric_bounds(schema: CheckedSchema) -> Iterator[Problem]:
    """A number has a minimum and a maximum within the configured bounds.

    The bounds are `materialize.numeric_bounds`, by default the integers that JavaScript
    keeps exactly. Materializing adds them where the source has none.

    Why: JavaScript holds larger integers as doubles and changes them without a word, so an
    id would not be the same at every reader.

    Example:
        type: integer
        maximum: 9007199254740993     # refused: above 2^53 - 1

    Repair: choose bounds within the configured ones, or leave them out of the source.
    """
    bounds = schema.settings.numeric_bounds
    if not bounds:
        return
    for node in schema.described:
        if node.type in ("integer", "number"):
            for keyword, message in _faults(node, *bounds):
                at = (*node.tokens, keyword) if keyword in node.map else node.tokens
                hint = f"choose bounds from {_text(bounds[0])} to {_text(bounds[1])}"
                yield Problem(f"{node.name}: {message}", hint, at=at)


def _faults(node: Node, low: float, high: float) -> Iterator[tuple[str, str]]:
    ends = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
    for names, sign, limit in zip(ends, (1, -1), (low, high), strict=True):
        found = [(node.map[name], name) for name in names if is_number(node.map.get(name))]
        if not found:
            yield names[0], f"the number has no `{names[0]}`"
            continue
        bound, name = max(found, key=lambda one: one[0] * sign)
        if bound * sign < limit * sign:
            side = "below" if sign > 0 else "above"
            yield name, f"`{name}` {_text(bound)} is {side} {_text(limit)}"


def _text(number: float) -> str:
    """A whole number without a fraction or exponent."""
    return str(int(number)) if number == int(number) else str(number)
