"""The rule `compatibility.undecided`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair


@rule("compatibility.undecided", Severity.WARNING, on=VersionPair)
def undecided(pair: VersionPair) -> Iterator[Problem]:
    """Whether a version is compatible with an earlier one can be told.

    Compatibility is proved, or refuted by an event. For some schemas neither succeeds in the
    time there is; the reason is told.

    Why: a break that nobody can prove is still a break. It is never passed over in silence.

    Example:
        pattern: ^(?=.*a)(?=.*b).*$   # patterns with look-around are not compared

    Repair: write what changed in a simpler way, or compare the versions by hand.
    """
    verdict = pair.verdict
    if verdict.answer.value == "undecided" and not verdict.breaking:
        yield Problem(
            f"nobody can tell whether it is compatible with {pair.old.version}: {verdict.reason}",
            "write what changed in a simpler way, or compare the versions by hand",
            against=pair.old.schema,
            key=("undecided",),
        )
