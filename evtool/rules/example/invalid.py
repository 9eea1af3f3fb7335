"""The rule `example.invalid`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.validation import violations


@rule("example.invalid", Severity.ERROR, on=CheckedSchema)
def invalid(schema: CheckedSchema) -> Iterator[Problem]:
    """Each example is valid against its schema, formats included.

    Generated examples count too: where the generator cannot make a valid one, write one.

    Why: canary events are made of examples, and people copy them. An invalid one is refused
    at the intake.

    Example:
        properties: {count: {type: integer}}
        examples: [{count: many}]     # refused

    Repair: correct the example, or the schema if the example is right.
    """
    if not schema.is_sound:
        return
    for at, example in enumerate(schema.examples):
        for violation in violations(schema.value, example):
            where = f" at `{'.'.join(violation.at)}`" if violation.at else ""
            yield Problem(
                f"the example is not valid{where}: {violation.message}",
                "correct the example, or the schema if the example is right",
                at=("examples", str(at), *violation.at),
            )
