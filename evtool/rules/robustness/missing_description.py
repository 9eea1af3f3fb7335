"""The rule `robustness.missing-description`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema


@rule("robustness.missing-description", Severity.WARNING, on=CheckedSchema)
def missing_description(schema: CheckedSchema) -> Iterator[Problem]:
    """A schema and each of its fields have a description.

    Why: documentation pages and the comments of table columns are made of it, and whoever
    uses the data later has nothing else.

    Example:
        page_id:
          type: integer               # refused without `description`

    Repair: say in one sentence what the field holds.
    """
    root = schema.map
    if root and not _is_described(root):
        yield Problem("the schema has no description", "say what its events tell")
    for node in schema.fields:
        plain = node.map and not node.is_reference and not node.refines
        if plain and not _is_described(node.map):
            yield Problem(
                f"the field {node.name} has no description",
                "say in one sentence what it holds",
                at=node.tokens,
            )


def _is_described(value: dict[str, Any]) -> bool:
    found = value.get("description")
    return not isinstance(found, str | None) or bool(found and found.strip())
