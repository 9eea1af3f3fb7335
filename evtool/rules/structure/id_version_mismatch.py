"""The rule `structure.id-version-mismatch`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile


@rule("structure.id-version-mismatch", Severity.ERROR, on=SchemaFile)
def id_version_mismatch(file: SchemaFile) -> Iterator[Problem]:
    """The version in the `$id` of a materialized file is that of its name.

    Why: the reference tool sorts versions by what stands inside, people by file names; where
    the two differ a version is taken for another one.

    Example:
        $id: /page/change/1.1.0       # refused in 1.0.0.yaml

    Repair: materialize the file again from its source, or restore it from git.
    """
    claimed = file.claimed_version
    if file.version is None or claimed is None or claimed == file.version:
        return
    yield Problem(
        f"the file is named {file.version}, but its `$id` says {claimed}",
        f"`git checkout` restores a released file; its `$id` ends with {file.version}",
        at=(file.folder.settings.version_field,),
    )
