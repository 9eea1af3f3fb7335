"""The rule `compatibility.default-changed`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.default-changed", Severity.INFO, on=VersionPair)
def default_changed(pair: VersionPair) -> Iterator[Problem]:
    """The default of a field stays.

    Why: events without the field are completed in another way than before. It is an error under
    the levels FORWARD and FULL.

    Example:
        default: true                 # was false

    Repair: keep the default, and let producers send the other value.
    """
    yield from changes(pair, "compatibility.default-changed")
