"""The rule `structure.latest-wrong`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.structure.latest_links import latest_links, linked
from evtool.rules.subject.schema_folder import SchemaFolder


@rule("structure.latest-wrong", Severity.ERROR, on=SchemaFolder, fixable=True)
def latest_wrong(folder: SchemaFolder) -> Iterator[Problem]:
    """The `latest` links of a schema lead to its greatest version.

    Why: readers that follow `latest` would go on with an old version, and nothing tells them.

    Example:
        latest -> 1.1.0.yaml          # refused beside 1.2.0.yaml

    Repair: `evtool schema check --fix` corrects the links.
    """
    for name, target in latest_links(folder):
        found = folder.names.get(name)
        if found is not None and found.removeprefix("./") != target:
            yield Problem(
                f"{name} leads to {found}, but the greatest version is {folder.latest}",
                f"`ln -sf {target} {name}`, or run with --fix",
                path=folder.path(name),
                repair=linked(folder, name, target),
            )
