"""The rule `structure.not-materialized`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_folder import SchemaFolder


@rule("structure.not-materialized", Severity.ERROR, on=SchemaFolder)
def not_materialized(folder: SchemaFolder) -> Iterator[Problem]:
    """The version that the source names has its materialized files.

    Why: services and other schemas read materialized versions only; a source alone changes
    nothing for them.

    Example:
        $id: /page/change/1.2.0       # in current.yaml, refused without 1.2.0.yaml

    Repair: run `evtool schema materialize` on the source, and commit what it writes.
    """
    version = folder.source.claimed_version if folder.source else None
    if version is None or folder.source is None:
        return
    missing = [
        name
        for kind in folder.settings.content_types
        if (name := f"{version}.{kind}") not in folder.names
    ]
    if missing:
        yield Problem(
            f"version {version} is not materialized: there is no {' and no '.join(missing)}",
            f"run `evtool schema materialize {folder.store.place(folder.source.path)}`",
            at=(folder.settings.version_field,),
        )
