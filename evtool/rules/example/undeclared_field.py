"""The rule `example.undeclared-field`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.example.undeclared import undeclared
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema


@rule("example.undeclared-field", Severity.WARNING, on=CheckedSchema)
def undeclared_field(schema: CheckedSchema) -> Iterator[Problem]:
    """An example holds fields that the schema declares, and no others.

    Why: the field is misspelt, or missing in the schema; its data would not reach any table.

    Example:
        properties: {page_id: {type: integer}}
        examples: [{pageid: 1}]       # refused

    Repair: correct the name, or declare the field.
    """
    for at, example in enumerate(schema.examples):
        for way in undeclared(schema.value, example):
            name = way[-1]
            yield Problem(
                f"the example holds {name!r}, which the schema does not declare",
                "correct the name, or declare the field",
                at=("examples", str(at), *way),
            )
