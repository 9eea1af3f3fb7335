"""The rule `config.useless-skip`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.config import nearest
from evtool.errors import Place
from evtool.finding import Severity
from evtool.rules.policy.settings import covers
from evtool.rules.problem import Problem
from evtool.rules.registry import names
from evtool.rules.registry import rules as rules_by_id
from evtool.rules.rule import rule
from evtool.rules.subject.checked_workspace import CheckedWorkspace


@rule("config.useless-skip", Severity.WARNING, on=CheckedWorkspace)
def useless_skip(workspace: CheckedWorkspace) -> Iterator[Problem]:
    """An exception takes a finding away, and has not ended.

    Exceptions are the patterns of `check: ignore:` and `skipSchemaTestCases`, comments
    `# evtool: ignore[rule]`, and the entries of the baseline.

    Why: an exception that does nothing today hides a fault tomorrow, and nobody knows why it
    is there.

    Example:
        # evtool: ignore[robustness.snake-case] kept for old readers
        page_id: {type: integer}      # refused: the name is snake_case

    Repair: remove the exception; give one that has ended a new date, or repair its fault.
    """
    yield from _patterns(workspace)
    yield from _comments(workspace)
    unused = workspace.policy.baseline.unused
    if unused and workspace.complete:
        yield Problem(
            f"{unused} entr{'y' if unused == 1 else 'ies'} of the baseline stand for nothing",
            "run `evtool schema check --write-baseline` again",
        )


def _patterns(workspace: CheckedWorkspace) -> Iterator[Problem]:
    policy = workspace.policy
    for one in policy.exemptions:
        rules = _ran(workspace, one.rules)
        if one.has_ended(policy.today):
            message = f"the exception for {one.pattern!r} ended on {one.last_day}"
            hint = "remove it, repair what it was for, or give it a new date"
            yield Problem(message, hint, at=one.at, place=one.place)
        elif not one.uses and rules and workspace.complete:
            some = any(one.takes(rules[0], schema, policy.today) for schema in workspace.ids)
            reason = "hides no finding" if some else "matches no $id"
            message = f"the exception {one.name} for {one.pattern!r} {reason}"
            yield Problem(message, "remove it", at=one.at, place=one.place)


def _comments(workspace: CheckedWorkspace) -> Iterator[Problem]:
    for found in workspace.policy.comments.values():
        for comment in found:
            place = Place(comment.path, comment.line, comment.column)
            unknown = [name for name in comment.rules if name.removesuffix(".*") not in names()]
            for name in unknown or ([] if comment.rules else [""]):
                hint = nearest(name, sorted(names()))
                yield Problem(f"the comment names no rule: {name!r}", hint, place=place)
            if not unknown and not comment.uses and _ran(workspace, comment.rules):
                message = f"the comment for {', '.join(comment.rules)} hides no finding"
                yield Problem(message, "remove it", place=place)


def _ran(workspace: CheckedWorkspace, rules: tuple[str, ...]) -> list[str]:
    """The rules that are meant, if all of them were checked."""
    meant = [one for one in rules_by_id() if any(covers(name, one) for name in rules)]
    return meant if all(one in workspace.active for one in meant) else []
