"""The rule `structure.latest-missing`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.structure.latest_links import latest_links, linked
from evtool.rules.subject.schema_folder import SchemaFolder


@rule("structure.latest-missing", Severity.ERROR, on=SchemaFolder, fixable=True)
def latest_missing(folder: SchemaFolder) -> Iterator[Problem]:
    """A schema has its `latest` links: `latest` and `latest.yaml`.

    Why: readers that always want the newest version ask for `latest`.

    Example:
        latest -> 1.2.0.yaml          # refused where it is absent
        latest.yaml -> 1.2.0.yaml

    Repair: `evtool schema check --fix` makes the links, as does `evtool schema materialize`.
    """
    for name, target in latest_links(folder):
        if name not in folder.names:
            yield Problem(
                f"the link {name} is missing",
                f"make it: `ln -s {target} {name}`, or run with --fix",
                path=folder.path(folder.main(str(folder.latest))),
                repair=linked(folder, name, target),
            )
