"""The rule `reference.unpinned`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.reference.lookup import references_of
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile
from evtool.schema.version import Label


@rule("reference.unpinned", Severity.ERROR, on=SchemaFile)
def unpinned(file: SchemaFile) -> Iterator[Problem]:
    """A `$ref` names a fixed version, never `latest` or `current`.

    Why: what such a reference means changes with every release of its target, so the same
    source would materialize to another schema.

    Example:
        $ref: /fragment/common/latest    # refused
        $ref: /fragment/common/2.0.0

    Repair: name the version; `evtool schema list --versions` shows them.
    """
    for reference in references_of(file):
        target = reference.target
        if target is None or not isinstance(target.version, Label):
            continue
        yield Problem(
            f"$ref {reference.text!r} means another version after each release",
            f"name a version, such as /{target.title}/1.0.0",
            at=reference.at,
        )
