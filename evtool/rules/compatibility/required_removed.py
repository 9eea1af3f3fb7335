"""The rule `compatibility.required-removed`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.required-removed", Severity.INFO, on=VersionPair)
def required_removed(pair: VersionPair) -> Iterator[Problem]:
    """A field that was required stays required.

    Why: readers of the older version rely on the field and may meet events without it. It is an
    error under the levels FORWARD and FULL.

    Example:
        required: []                  # was [page_id]

    Repair: keep the field required, if readers rely on it.
    """
    yield from changes(pair, "compatibility.required-removed")
