"""The rule `robustness.default-invalid`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.robustness.values import is_of_type, shown
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.validation import violations


@rule("robustness.default-invalid", Severity.ERROR, on=CheckedSchema)
def default_invalid(schema: CheckedSchema) -> Iterator[Problem]:
    """A `default` is a value that the schema around it accepts.

    Why: the intake fills defaults in before it validates, so such a default makes valid
    events invalid.

    Example:
        type: integer
        default: many                 # refused

    Repair: write a default of the type and within the bounds, or remove it.
    """
    for node in schema.nodes:
        if "default" not in node.map or not schema.is_sound:
            continue
        kind, value = node.type, node.map["default"]
        at = (*node.tokens, "default")
        if kind is not None and not is_of_type(value, kind):
            message = f"the default {shown(value)} is not of the type {kind}"
            yield Problem(message, f"write a default of the type {kind}", at=at)
            continue
        for violation in violations(node.value, value):
            way = f" (at {'/'.join(violation.at)})" if violation.at else ""
            message = f"the default is not valid: {violation.message}{way}"
            yield Problem(message, "write a default that the schema accepts", at=at)
            break
