"""The rule `version.not-greater`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_folder import SchemaFolder


@rule("version.not-greater", Severity.ERROR, on=SchemaFolder)
def not_greater(folder: SchemaFolder) -> Iterator[Problem]:
    """The version of the source is not below a version that is materialized.

    Why: the next version would be written before existing ones, and `latest` would not lead
    to it; readers would never see it.

    Example:
        $id: /page/change/1.0.5       # refused beside 1.1.0.yaml

    Repair: raise the version; `evtool schema bump` finds the least one that will do.
    """
    version = folder.source.claimed_version if folder.source else None
    latest = folder.latest
    if version is None or latest is None or version >= latest:
        return
    if version.major == 0 < latest.major:
        return  # the rule version.unstable-major says more
    yield Problem(
        f"the source is version {version}, but {latest} is materialized already",
        f"`evtool schema bump {folder.title}` gives it the next version",
        at=(folder.settings.version_field,),
    )
