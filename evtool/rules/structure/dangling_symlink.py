"""The rule `structure.dangling-symlink`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_folder import SchemaFolder


@rule("structure.dangling-symlink", Severity.ERROR, on=SchemaFolder)
def dangling_symlink(folder: SchemaFolder) -> Iterator[Problem]:
    """A symbolic link leads to a file of the repository.

    Why: readers get an error instead of a schema. A link that leaves the repository works on
    one machine only, and could show files that are none of its business.

    Example:
        1.5.0 -> 1.5.0.yaml           # refused where 1.5.0.yaml does not exist

    Repair: remove the link, or make the file that it leads to.
    """
    for name, text in folder.links():
        target = folder.target(name)
        if target is None:
            yield Problem(
                f"{name} leads out of the schema repository, to {text}",
                "link to files of the repository only",
                path=folder.path(name),
            )
        elif not folder.exists(target):
            yield Problem(
                f"{name} leads to {text}, which does not exist",
                "remove the link, or materialize what it leads to",
                path=folder.path(name),
            )
