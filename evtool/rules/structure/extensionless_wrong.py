"""The rule `structure.extensionless-wrong`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.structure.latest_links import linked
from evtool.rules.structure.version_links import version_links
from evtool.rules.subject.schema_folder import SchemaFolder


@rule("structure.extensionless-wrong", Severity.ERROR, on=SchemaFolder, fixable=True)
def extensionless_wrong(folder: SchemaFolder) -> Iterator[Problem]:
    """The link without extension leads to the file of its own version.

    Why: events that name this version are otherwise checked against another one.

    Example:
        1.1.0 -> 1.0.0.yaml           # refused
        1.1.0 -> 1.1.0.yaml           # fine

    Repair: `evtool schema check --fix` corrects the link.
    """
    for version, target in version_links(folder):
        if version not in folder.names:
            continue
        found = folder.names[version]
        if found is None or found.removeprefix("./") != target:
            how = f"leads to {found}" if found is not None else "is a file of its own"
            yield Problem(
                f"{version} {how}, but should be a link to {target}",
                f"`ln -sf {target} {version}`, or run with --fix",
                path=folder.path(version),
                repair=linked(folder, version, target),
            )
