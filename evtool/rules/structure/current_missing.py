"""The rule `structure.current-missing`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_folder import SchemaFolder


@rule("structure.current-missing", Severity.ERROR, on=SchemaFolder)
def current_missing(folder: SchemaFolder) -> Iterator[Problem]:
    """A folder with versions of a schema also has its source, `current.yaml`.

    Why: without the source nobody can make the next version, and nothing tells what the
    versions were made of.

    Example:
        page/change/1.0.0.yaml        # refused without page/change/current.yaml

    Repair: restore the source from git, or copy the latest version to `current.yaml`.
    """
    if folder.versions and not folder.has_source:
        latest = folder.path(folder.main(str(folder.latest)))
        name = folder.current_name
        yield Problem(
            f"there is no {name} beside the versions of {folder.title}",
            f"restore {name} from git, or copy {folder.main(str(folder.latest))} to it",
            path=latest if folder.main(str(folder.latest)) in folder.names else None,
        )
