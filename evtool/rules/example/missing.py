"""The rule `example.missing`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile


@rule("example.missing", Severity.INFO, on=SchemaFile)
def missing(file: SchemaFile) -> Iterator[Problem]:
    """The source of a schema has an example that somebody wrote.

    Why: a generated example shows types only. A written one shows what events are like, and
    canary events are made of it.

    Example:
        examples:
          - $schema: {$ref: '#/$id'}
            page_id: 42

    Repair: write an event that could really happen, without personal data.
    """
    if not file.is_source or not file.value:
        return
    examples = file.value.get("examples")
    if examples is None or examples == []:
        way = ("examples",) if "examples" in file.value else ()
        yield Problem("the schema has no example", "write one under `examples:`", at=way)
