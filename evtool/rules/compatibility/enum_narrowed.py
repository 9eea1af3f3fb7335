"""The rule `compatibility.enum-narrowed`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.enum-narrowed", Severity.ERROR, on=VersionPair)
def enum_narrowed(pair: VersionPair) -> Iterator[Problem]:
    """Values that were allowed stay allowed: an `enum` or `const` is not added and loses nothing.

    Why: events that hold such a value are refused, although nothing about them changed.

    Example:
        enum: [create, update]        # refused: delete was allowed

    Repair: keep the value; describe it as no longer in use.
    """
    yield from changes(pair, "compatibility.enum-narrowed")
