"""The rule `compatibility.object-opened`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.object-opened", Severity.INFO, on=VersionPair)
def object_opened(pair: VersionPair) -> Iterator[Problem]:
    """An object that allowed declared fields only goes on doing so.

    Why: readers of the older version may meet fields that they do not expect. It is an error under
    the levels FORWARD and FULL.

    Example:
        additionalProperties: true    # was false

    Repair: declare the fields that are needed.
    """
    yield from changes(pair, "compatibility.object-opened")
