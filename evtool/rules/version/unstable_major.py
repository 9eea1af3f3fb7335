"""The rule `version.unstable-major`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_folder import SchemaFolder


@rule("version.unstable-major", Severity.ERROR, on=SchemaFolder)
def unstable_major(folder: SchemaFolder) -> Iterator[Problem]:
    """A schema that has been released as 1.0.0 or later does not go back to 0.x.

    Why: 0.x says that anything may change. Who relies on a released version cannot be told
    so afterwards.

    Example:
        $id: /page/change/0.9.0       # refused beside 1.1.0.yaml

    Repair: go on from the greatest version, with a new major version if the change breaks.
    """
    version = folder.source.claimed_version if folder.source else None
    latest = folder.latest
    if version is None or latest is None or version.major > 0 or latest.major == 0:
        return
    yield Problem(
        f"the source is version {version}, but {latest} is released",
        f"`evtool schema bump {folder.title}` gives it the next version",
        at=(folder.settings.version_field,),
    )
