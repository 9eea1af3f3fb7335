"""The rule `compatibility.object-closed`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.object-closed", Severity.ERROR, on=VersionPair)
def object_closed(pair: VersionPair) -> Iterator[Problem]:
    """An object that accepted undeclared fields goes on accepting them.

    Why: events that hold such fields are refused. A map that becomes an object without map
    values is closed too: what stood in it is no longer data that anybody is promised.

    Example:
        additionalProperties: false   # refused: was absent

    Repair: leave the object open, or close it with the next major version.
    """
    yield from changes(pair, "compatibility.object-closed")
