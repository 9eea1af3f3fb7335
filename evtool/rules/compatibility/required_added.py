"""The rule `compatibility.required-added`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.required-added", Severity.ERROR, on=VersionPair)
def required_added(pair: VersionPair) -> Iterator[Problem]:
    """A field that was optional, or is new, does not become required within a major version.

    Why: events that were valid are refused, and stored events do not fit the new version.

    Example:
        required: [page_id, comment]  # refused: comment was optional

    Repair: keep the field optional, or start the next major version.
    """
    yield from changes(pair, "compatibility.required-added")
