"""The rule `robustness.dialect`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile
from evtool.rules.vocabulary import DIALECTS


@rule("robustness.dialect", Severity.ERROR, on=SchemaFile)
def dialect(file: SchemaFile) -> Iterator[Problem]:
    """A schema says with `$schema` that it is JSON Schema draft-07.

    Why: keywords mean different things in different drafts. One dialect for all schemas
    keeps all validators of the platform of one mind.

    Example:
        $schema: https://json-schema.org/draft/2020-12/schema   # refused
        $schema: https://json-schema.org/draft-07/schema#

    Repair: write the address of draft-07.
    """
    if file.document is None or not isinstance(file.document.value, dict):
        return
    found = file.value.get("$schema")
    hint = "write `$schema: https://json-schema.org/draft-07/schema#`"
    if found is None:
        yield Problem("the schema does not name its dialect: there is no `$schema`", hint)
    elif not isinstance(found, str) or found not in DIALECTS:
        yield Problem(f"the dialect {found!r} is not draft-07", hint, at=("$schema",))
