"""The rule `version.gap`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.schema_folder import SchemaFolder


@rule("version.gap", Severity.INFO, on=SchemaFolder)
def gap(folder: SchemaFolder) -> Iterator[Problem]:
    """Versions follow each other: the next patch, the next minor or the next major version.

    Why: whoever sees 1.1.0 and 1.3.0 looks for 1.2.0, and wonders whether it was lost.

    Example:
        1.1.0.yaml, 1.3.0.yaml        # 1.2.0 was skipped

    Repair: give an unreleased version the next number; a released gap stays.
    """
    source = folder.source.claimed_version if folder.source else None
    known = sorted({*folder.versions, *([source] if source else [])})
    for before, version in pairwise(known):
        following = (before.next_patch(), before.next_minor(), before.next_major())
        if version in following:
            continue
        least = next(one for one in reversed(following) if one < version)
        named = version == source
        yield Problem(
            f"version {version} follows {before}: {least} was skipped",
            f"number it {least}, if it is not released yet",
            at=(folder.settings.version_field,) if named else (),
            path=None if named else folder.path(folder.main(version)),
        )
