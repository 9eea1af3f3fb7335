"""The rule `structure.latest-not-symlink`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.structure.latest_links import latest_links, linked
from evtool.rules.subject.schema_folder import SchemaFolder


@rule("structure.latest-not-symlink", Severity.ERROR, on=SchemaFolder, fixable=True)
def latest_not_symlink(folder: SchemaFolder) -> Iterator[Problem]:
    """The `latest` names of a schema are symbolic links, not copies.

    Why: a copy stays behind when the next version comes, and nothing shows it. On Windows
    git makes copies unless `core.symlinks` is on.

    Example:
        latest.yaml                   # refused as a file of its own

    Repair: `evtool schema check --fix` replaces the copy by a link.
    """
    for name, target in latest_links(folder):
        if name in folder.names and folder.names[name] is None:
            yield Problem(
                f"{name} is a copy, not a link to {target}",
                f"`ln -sf {target} {name}`, or run with --fix",
                path=folder.path(name),
                repair=linked(folder, name, target),
            )
