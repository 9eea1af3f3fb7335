"""The rule `config.unknown-test-name`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.config import nearest
from evtool.finding import Severity
from evtool.legacy_config import TEST_CASES
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_workspace import CheckedWorkspace


@rule("config.unknown-test-name", Severity.WARNING, on=CheckedWorkspace)
def unknown_test_name(workspace: CheckedWorkspace) -> Iterator[Problem]:
    """`skipSchemaTestCases` names checks that exist.

    Why: the reference tool passes over a name that it does not know, so the check that was
    to be skipped is not.

    Example:
        skipSchemaTestCases:
          /page/change/.*:
            - schema-snake-case-propertys   # refused: ...-properties

    Repair: correct the name; the nearest one that exists is named.
    """
    for one in workspace.policy.exemptions:
        if one.at[:1] == ("skipSchemaTestCases",) and one.name not in TEST_CASES:
            message = f"no check is called {one.name!r}"
            yield Problem(message, nearest(one.name, list(TEST_CASES)), at=one.at, place=one.place)
