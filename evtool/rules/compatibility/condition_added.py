"""The rule `compatibility.condition-added`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.compatibility.verdict import changes
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.condition-added", Severity.ERROR, on=VersionPair)
def condition_added(pair: VersionPair) -> Iterator[Problem]:
    """No condition is added or narrowed within a major version.

    Conditions are `oneOf`, `anyOf`, `not`, `if`, `dependencies` and `propertyNames`.

    Why: events that do not meet the condition are refused, although they were valid.

    Example:
        dependencies: {a: [b]}        # refused: there were none

    Repair: leave the condition to producers, or start the next major version.
    """
    yield from changes(pair, "compatibility.condition-added")
