"""The rule `robustness.snake-case`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.node import Role


@rule("robustness.snake-case", Severity.ERROR, on=CheckedSchema)
def snake_case(schema: CheckedSchema) -> Iterator[Problem]:
    """The name of a field is lower snake case: small letters, digits and single underscores.

    It begins with a letter. That goes for fields at any depth: in items of arrays, in values
    of maps, in branches. `$schema` is allowed.

    Why: SQL engines fold capitals, so `pageId` and `pageid` are one column; hyphens and
    leading digits have to be quoted everywhere.

    Example:
        pageId: {type: integer}       # refused
        page_id: {type: integer}

    Repair: rename the field. A released name stays until the next major version.
    """
    for node in schema.nodes:
        if node.role is not Role.PROPERTY or not node.describes or node.refines:
            continue
        name = node.key or ""
        if not _SNAKE_CASE.fullmatch(name):
            yield Problem(f"the field {name!r} is not snake_case", _hint(name), at=node.tokens)


_SNAKE_CASE = re.compile(r"\$schema|[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+[a-z]*")


def _hint(name: str) -> str:
    words = _WORDS.findall(name)
    made = "_".join(word.lower() for word in words)
    if _SNAKE_CASE.fullmatch(made) and made != name:
        return f"call it {made}"
    return "use small letters, digits and single underscores, and begin with a letter"
