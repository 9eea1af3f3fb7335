"""The rule `structure.duplicate-title`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_workspace import CheckedWorkspace


@rule("structure.duplicate-title", Severity.ERROR, on=CheckedWorkspace)
def duplicate_title(workspace: CheckedWorkspace) -> Iterator[Problem]:
    """A title belongs to one folder, in all repositories of the workspace together.

    Why: all repositories are one namespace. Of two schemas with one title the first in the
    order of look-up answers, and the other is never seen.

    Example:
        title: page/change            # refused in page/change_copy too

    Repair: give the copy a title and folder of its own, or remove it.
    """
    for title, claims in sorted(workspace.claims.items()):
        ordered = sorted(claims, key=lambda claim: claim.folder != title)
        first = ordered[0]
        for other in ordered[1:]:
            yield Problem(
                f"the title {title!r} is also claimed by {first.where}",
                "give this schema a title and a folder of its own, or remove it",
                at=other.at,
                place=other.place,
            )
