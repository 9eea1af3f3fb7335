"""The rule `compatibility.format-changed`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.format-changed", Severity.ERROR, on=VersionPair)
def format_changed(pair: VersionPair) -> Iterator[Problem]:
    """A format is neither added nor changed within a major version.

    Why: texts of the old format are refused, and a column that was a text becomes a time.

    Example:
        format: email                 # refused: was date-time

    Repair: keep the format, or add a field with the new one.
    """
    yield from changes(pair, "compatibility.format-changed")
