"""The rule `version.bump-too-small`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.version_pair import VersionPair
from evtool.schema.bump import ChangeKind, classify


@rule("version.bump-too-small", Severity.INFO, on=VersionPair)
def bump_too_small(pair: VersionPair) -> Iterator[Problem]:
    """A version that adds fields raises the minor number, not only the patch.

    Changes that break are found by the rules of the family `compatibility`.

    Why: a patch promises that nothing but descriptions and examples changed, so nobody looks
    at it.

    Example:
        1.1.0 -> 1.1.1                # with a new field: should be 1.2.0

    Repair: `evtool schema bump` finds the least version that the changes ask for.
    """
    old, new = pair.old.version, pair.new.version
    if old is None or new is None or not pair.adjacent or new.minor != old.minor:
        return
    verdict = classify(pair.old.value, pair.new.value)
    if verdict.kind is ChangeKind.MINOR:
        reason = verdict.reasons[0]
        where = f" (`{reason.path}`)" if reason.path else ""
        yield Problem(
            f"{new} is a patch of {old}, but {reason.sentence}{where}",
            f"number it {old.next_minor()}, if it is not released yet",
            at=(pair.new.settings.version_field,),
            against=pair.old.schema,
        )
