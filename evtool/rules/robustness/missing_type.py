"""The rule `robustness.missing-type`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.robustness.mixture import mixes
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema


@rule("robustness.missing-type", Severity.ERROR, on=CheckedSchema)
def missing_type(schema: CheckedSchema) -> Iterator[Problem]:
    """Each field has a type.

    Why: a column of a table needs one, and so does every generated client. Without a type
    anything may stand there.

    Example:
        page_id: {description: The page.}                  # refused
        page_id: {description: The page., type: integer}

    Repair: add the type; where several are sent today, make a field for each.
    """
    for node in schema.fields:
        if node.value is False or node.is_reference or node.refines:
            continue
        if node.map.get("type") in (None, "") and not mixes(node):
            yield Problem(f"the field {node.name} has no type", "add `type:`", at=node.tokens)
