"""What a run of the rules is asked for, and what comes out of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evtool.finding import Finding
from evtool.rules.policy.baseline import Baseline
from evtool.rules.policy.settings import CheckSettings
from evtool.rules.problem import Repair
from evtool.rules.rule import Rule
from evtool.selection import Files
from evtool.workspace import Workspace


def _silent(_total: int) -> Callable[[], None]:
    return lambda: None


@dataclass(frozen=True)
class Request:
    """What to check.

    `paths` are files and folders; empty means everything. `against` is a git ref, `none`
    to switch the rules about releases off, or None for the usual base. `progress` is called
    with the number of folders and returns what is called after each.
    """

    workspace: Workspace
    files: Files
    settings: CheckSettings
    today: datetime.date
    paths: Sequence[Path] = ()
    against: str | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    baseline: Baseline = field(default_factory=Baseline)
    progress: Callable[[int], Callable[[], None]] = _silent


@dataclass(frozen=True)
class Outcome:
    """What was found: findings in order, the files that were read, the rules that ran.

    `repairs` has, for each finding that `--fix` can repair, the steps to do so.
    """

    findings: Sequence[Finding]
    files: Sequence[Path]
    rules: Mapping[str, Rule]
    repairs: Sequence[tuple[Finding, Sequence[Repair]]] = ()
