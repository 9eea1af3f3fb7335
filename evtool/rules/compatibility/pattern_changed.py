"""The rule `compatibility.pattern-changed`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.pattern-changed", Severity.ERROR, on=VersionPair)
def pattern_changed(pair: VersionPair) -> Iterator[Problem]:
    """A pattern accepts all texts that it accepted before.

    Why: events that hold such a text are refused. A pattern that is added refuses texts too.

    Example:
        pattern: ^[a-z]+$             # refused: there was none

    Repair: keep the pattern, or make it accept more.
    """
    yield from changes(pair, "compatibility.pattern-changed")
