"""The rule `config.skip-too-broad`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_workspace import CheckedWorkspace


@rule("config.skip-too-broad", Severity.ERROR, on=CheckedWorkspace)
def skip_too_broad(workspace: CheckedWorkspace) -> Iterator[Problem]:
    """A pattern of an exception matches the `$id`s of the schemas it is meant for only.

    evtool takes a pattern for the whole `$id`; the reference tool looks for it anywhere in
    the `$id`. A pattern that means more in that way, that stands for anything at its
    beginning, or in which the name of one title goes on into another is found here.

    Why: faults of the other schemas are hidden, and nobody has decided so.

    Example:
        'change/1.2.0':               # refused: also /resource_change/1.2.0
          - schema-version-compatibility

    Repair: write the whole title, such as /mediawiki/page/change/1.2.0. A rule that nobody
    wants is switched off under `check: severity:`.
    """
    seen: set[str] = set()
    for one in workspace.policy.exemptions:
        if not one.reach.spilled or one.pattern in seen:
            continue
        seen.add(one.pattern)
        others = list(one.reach.spilled)
        more = f" and {len(others) - 2} more" if len(others) > 2 else ""
        yield Problem(
            f"the pattern {one.pattern!r} also matches {' and '.join(others[:2])}{more}",
            "write the whole title, with its first slash",
            at=one.at,
            place=one.place,
        )
