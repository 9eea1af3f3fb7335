"""The rule `reference.circular`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.reference.circles import Circles
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile


@rule("reference.circular", Severity.ERROR, on=SchemaFile)
def circular(file: SchemaFile) -> Iterator[Problem]:
    """References come to an end: nothing refers to what it stands in.

    Why: a materialized schema has its references written out, and this would never end.
    Tables have a fixed depth too.

    Example:
        definitions:
          a: {properties: {b: {$ref: '#/definitions/b'}}}
          b: {properties: {a: {$ref: '#/definitions/a'}}}   # refused

    Repair: write the levels that events really have, and leave the innermost reference out.
    """
    for reference in Circles(file).of_file():
        yield Problem(
            f"$ref {reference.text!r} never ends: it leads back to where it stands",
            "write the inner level out: an event cannot nest without end",
            at=reference.at,
        )
