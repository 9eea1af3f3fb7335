"""The rule `example.cannot-generate`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile


@rule("example.cannot-generate", Severity.ERROR, on=SchemaFile)
def cannot_generate(file: SchemaFile) -> Iterator[Problem]:
    """A schema has an example, or one can be generated for it.

    Why: without an example there are no canary events, and the schema cannot be
    materialized.

    Example:
        pattern: ^(?=a)b$             # refused: no text fits
        examples: []

    Repair: write an example under `examples:`, or correct the part that is named.
    """
    error = file.build_failure
    if error is None or error.__cause__ is None:
        return
    from evtool.schema.example.failure import CannotGenerate  # 20 ms, rarely needed

    if isinstance(error.__cause__, CannotGenerate):
        yield Problem.of(error)
