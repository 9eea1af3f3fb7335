"""The rule `structure.extensionless-missing`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.structure.latest_links import linked
from evtool.rules.structure.version_links import version_links
from evtool.rules.subject.schema_folder import SchemaFolder


@rule("structure.extensionless-missing", Severity.ERROR, on=SchemaFolder, fixable=True)
def extensionless_missing(folder: SchemaFolder) -> Iterator[Problem]:
    """Each version has a link without extension: `1.2.0` beside `1.2.0.yaml`.

    Why: an `$id` has no extension, so a plain file server answers it through this link, and
    so do references between schemas.

    Example:
        1.2.0 -> 1.2.0.yaml           # refused where it is absent

    Repair: `evtool schema check --fix` makes the link.
    """
    for version, target in version_links(folder):
        if version not in folder.names:
            yield Problem(
                f"the link {version} -> {target} is missing",
                f"make it: `ln -s {target} {version}`, or run with --fix",
                path=folder.path(target),
                repair=linked(folder, version, target),
            )
