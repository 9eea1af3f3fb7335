"""The rule `compatibility.bound-tightened`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.bound-tightened", Severity.ERROR, on=VersionPair)
def bound_tightened(pair: VersionPair) -> Iterator[Problem]:
    """A bound is neither added nor tightened within a major version.

    Why: events that were within the old bound are refused. That goes for minimum, maximum,
    lengths, numbers of items and fields, `multipleOf` and `uniqueItems`.

    Example:
        maxLength: 10                 # refused: was 100

    Repair: keep the bound; producers can promise more than the schema asks for.
    """
    yield from changes(pair, "compatibility.bound-tightened")
