"""The rule `reference.version-conflict`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.reference.lookup import Reference, references_of
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile
from evtool.schema.pointer import format_pointer


@rule("reference.version-conflict", Severity.WARNING, on=SchemaFile)
def version_conflict(file: SchemaFile) -> Iterator[Problem]:
    """A schema uses one version of a fragment, not several.

    Why: the parts of two versions are merged into one another; what comes out is neither of
    them, and differs from all other schemas.

    Example:
        allOf:
          - $ref: /fragment/common/1.0.0
          - $ref: /fragment/common/2.0.0   # refused

    Repair: refer to the same version everywhere, usually the newest.
    """
    seen: dict[str, tuple[str, Reference]] = {}
    for reference in references_of(file):
        target = reference.target
        if target is None or target.version is None:
            continue
        version = str(target.version)
        first, where = seen.setdefault(target.title, (version, reference))
        if first != version:
            yield Problem(
                f"{target.title} is used in version {version} here and in {first} elsewhere",
                f"use one version; the other stands at {format_pointer(where.at)}",
                at=reference.at,
            )
