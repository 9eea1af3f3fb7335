"""The rule `compatibility.type-changed`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.type-changed", Severity.ERROR, on=VersionPair)
def type_changed(pair: VersionPair) -> Iterator[Problem]:
    """The type of a value never changes within a major version, not even to a wider one.

    Why: a column of a table has one type, and clients are generated for it. A wider type breaks
    readers, a narrower one writers.

    Example:
        count: {type: number}         # refused: was integer

    Repair: add a field of the new type beside the old one, or start the next major version.
    """
    yield from changes(pair, "compatibility.type-changed")
