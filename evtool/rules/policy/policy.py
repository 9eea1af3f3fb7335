"""The policy of one run: which rules run, how much they matter, what is excepted."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from evtool.finding import Finding, Severity
from evtool.rules.policy.baseline import Baseline
from evtool.rules.policy.comments import MARK, Comment, comments
from evtool.rules.policy.exceptions import Exemption
from evtool.rules.policy.settings import CheckSettings, covers
from evtool.rules.rule import Rule

_FORWARD = frozenset(
    {
        "compatibility.required-removed",
        "compatibility.constraint-loosened",
        "compatibility.object-opened",
        "compatibility.default-changed",
    }
)
"""What readers of the old version notice: errors where they must not break."""


@dataclass
class Policy:
    """What the settings and the command line say, and what has been made use of.

    `select` and `ignore` are names of rules and families from the command line.
    """

    settings: CheckSettings
    today: datetime.date
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    exemptions: Sequence[Exemption] = ()
    baseline: Baseline = field(default_factory=Baseline)
    comments: dict[Path, list[Comment]] = field(default_factory=dict)

    def active(self, rules: Iterable[Rule]) -> dict[str, Rule]:
        """The rules that run, with the severity they have in this run."""
        found = {}
        for one in rules:
            severity = self._severity(one) if self._is_wanted(one.id) else None
            if severity is not None:
                found[one.id] = replace(one, severity=severity)
        return found

    def _is_wanted(self, rule: str) -> bool:
        wanted = self.select or self.settings.select
        if any(covers(name, rule) for name in self.ignore):
            return rule in wanted
        return not wanted or any(covers(name, rule) for name in wanted)

    def _severity(self, rule: Rule) -> Severity | None:
        """What the settings say of the rule itself, else of its family, else its own; None: off."""
        level = self.settings.compatibility.level
        if rule.family == "compatibility" and level == "NONE":
            return None
        chosen = self.settings.severity
        names = sorted((name for name in chosen if covers(name, rule.id)), key=len)
        if names:
            return None if chosen[names[-1]] == "off" else Severity(chosen[names[-1]])
        if rule.id in _FORWARD and level.startswith(("FORWARD", "FULL")):
            return Severity.ERROR
        return rule.severity

    def excepts(self, rule: str, schema: str | None) -> bool:
        """Whether an exception takes away a finding; all that do count as used."""
        if schema is None:
            return False
        taking = [one for one in self.exemptions if one.takes(rule, schema, self.today)]
        for one in taking:
            one.uses += 1
        return bool(taking)

    def note(self, path: Path, content: bytes) -> None:
        """Remember the comments of a file that is read."""
        if self.settings.comments and MARK in content and path not in self.comments:
            self.comments[path] = list(comments(content.decode("utf-8", "replace"), path))

    def commented(self, finding: Finding) -> bool:
        """Whether a comment in the file takes a finding away."""
        taking = [
            one
            for one in self.comments.get(finding.path, ())
            if one.takes(finding.rule, finding.line)
        ]
        for one in taking:
            one.uses += 1
        return bool(taking)

    def accepts(self, finding: Finding, root: Path) -> bool:
        """Whether a finding is known: a comment or the baseline takes it."""
        return self.commented(finding) or self.baseline.takes(finding, root)
