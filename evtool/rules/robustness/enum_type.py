"""The rule `robustness.enum-type`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem, Tokens
from evtool.rules.robustness.values import is_of_type, shown
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema


@rule("robustness.enum-type", Severity.ERROR, on=CheckedSchema)
def enum_type(schema: CheckedSchema) -> Iterator[Problem]:
    """The values of `enum` and `const` are of the type beside them.

    Why: a value of another type can never be sent, as the type refuses it; usually its
    quotes are missing.

    Example:
        type: string
        enum: [low, 2]                # refused: 2 is no text

    Repair: write values of the type; quote texts that look like numbers or `true`.
    """
    for node in schema.nodes:
        kind = node.type
        if kind is None:
            continue
        values = node.map.get("enum")
        for at, value in enumerate(values if isinstance(values, list) else []):
            if value is not None and not is_of_type(value, kind):
                yield _problem(value, kind, (*node.tokens, "enum", str(at)))
        const = node.map.get("const")
        if const is not None and not is_of_type(const, kind):
            yield _problem(const, kind, (*node.tokens, "const"))


def _problem(value: Any, kind: str, at: Tokens) -> Problem:
    hint = f"write '{value}' in quotes" if kind == "string" else f"write a value of type {kind}"
    return Problem(f"{shown(value)} is not of the type {kind}", hint, at=at)
