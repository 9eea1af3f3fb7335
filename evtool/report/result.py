"""What a check found: the one value that every report is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from evtool.finding import Finding, Severity, in_order


@dataclass(frozen=True, slots=True)
class RuleDoc:
    """What a report says about a rule: one sentence, its help (Markdown), its severity."""

    summary: str
    help: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one run, in order, and what was looked at.

    `files` are all files that were checked, each once; `rules` maps the id of each
    rule that ran to its documentation. `Report.of` makes one.
    """

    findings: tuple[Finding, ...]
    files: tuple[Path, ...] = ()
    seconds: float = 0.0
    rules: Mapping[str, RuleDoc] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        findings: Iterable[Finding],
        files: Iterable[Path] = (),
        seconds: float = 0.0,
        rules: Mapping[str, RuleDoc] | None = None,
    ) -> Self:
        """Put findings and files in order, each once; no report sorts by place again."""
        return cls(
            tuple(in_order(findings)), tuple(sorted(dict.fromkeys(files))), seconds, rules or {}
        )

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many findings there are of each severity, the worst first."""
        counted = Counter(one.severity for one in self.findings)
        return {severity: counted[severity] for severity in Severity}

    @property
    def fixable(self) -> int:
        """How many findings evtool can repair."""
        return sum(one.fixable for one in self.findings)

    @property
    def failed(self) -> bool:
        """Whether there is an error among them: the check ends with 1."""
        return any(one.severity is Severity.ERROR for one in self.findings)

    @property
    def worst_first(self) -> list[Finding]:
        """The findings by severity, then in their order."""
        return sorted(self.findings, key=lambda one: one.severity.rank)
