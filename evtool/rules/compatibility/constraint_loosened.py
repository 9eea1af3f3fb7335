"""The rule `compatibility.constraint-loosened`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.constraint-loosened", Severity.INFO, on=VersionPair)
def constraint_loosened(pair: VersionPair) -> Iterator[Problem]:
    """A bound, a pattern or a format is not loosened.

    Why: readers of the older version may meet values that they do not expect. It is an error under
    the levels FORWARD and FULL.

    Example:
        maxLength: 200                # was 100

    Repair: tell the readers before producers use the room.
    """
    yield from changes(pair, "compatibility.constraint-loosened")
