"""One run: rules applied to subjects, and what is left of their problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evtool.finding import Finding, Severity, TextEdit
from evtool.rules.engine.fragments import Fragments
from evtool.rules.policy.policy import Policy
from evtool.rules.problem import Problem, Repair, Spot, Tokens
from evtool.rules.rule import Rule
from evtool.rules.subject import Subject
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.version_pair import VersionPair
from evtool.schema.pointer import format_pointer
from evtool.schema.repository import Repository

Key = tuple[str, Tokens]
"""A rule, and the way to what breaks it."""


@dataclass
class Run:
    """Applies the active rules and collects findings.

    The same remark about the same place is one finding, whoever made it: a fault of a
    fragment is not told again for each schema that uses the fragment.
    """

    rules: dict[str, Rule]
    policy: Policy
    root: Path
    fragments: Fragments
    repository: Repository | None = None
    findings: dict[tuple[Any, ...], Finding] = field(default_factory=dict)
    repairs: list[tuple[Finding, Sequence[Repair]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Sort the rules by what they look at."""
        self._by_kind: dict[type[Any], list[Rule]] = {}
        for one in self.rules.values():
            self._by_kind.setdefault(one.on, []).append(one)

    def of_kind(self, subject: Any) -> Sequence[Rule]:
        """The active rules for a subject."""
        return self._by_kind.get(type(subject), ())

    def apply(self, subject: Any) -> None:
        """Run all rules on a subject that stands for itself."""
        for one in self.of_kind(subject):
            self.apply_one(one, subject)

    def apply_one(self, rule: Rule, subject: Subject) -> None:
        """Run one rule on a subject that stands for itself."""
        for problem in rule.check(subject):
            self._add(rule, subject, problem, subject.spot(problem))

    def apply_to_versions(self, schemas: Sequence[CheckedSchema]) -> None:
        """Run all rules on the versions of a schema, the newest first.

        A version that is superseded cannot be repaired, so only errors are told of it, and
        none that the newer versions have too.
        """
        told: set[Key] = set()
        for schema in reversed(schemas):
            for one in self.of_kind(schema):
                if schema.superseded and one.severity is not Severity.ERROR:
                    continue
                for problem in one.check(schema):
                    if (one.id, problem.at) not in told and self._tell(one, schema, problem):
                        told.add((one.id, problem.at))

    def _tell(self, rule: Rule, schema: CheckedSchema, problem: Problem) -> bool:
        """Add a finding about one version; whether it counts as told."""
        if self._is_excepted(rule, problem.schema or schema.schema):
            return False
        if problem.place is None and self.fragments.have(rule, problem, schema):
            return True  # told about the fragment itself
        self._add(rule, schema, problem, schema.spot(problem), excepted=False)
        return True

    def apply_to_pairs(self, pairs: Iterable[VersionPair]) -> None:
        """Run all rules on the pairs of a schema, by newer version and then nearest first.

        A change is told once, for the version that made it, compared with the newest version
        that did not have it.
        """
        made: dict[Any, dict[Any, set[Key]]] = {}
        for pair in pairs:
            old, new = pair.old.version, pair.new.version
            changes = made.setdefault(old, {}).setdefault(new, set())
            for one in self.of_kind(pair):
                for problem in one.check(pair):
                    key = (one.id, problem.at if problem.key is None else problem.key)
                    changes.add(key)
                    told = _severity(one, problem) is Severity.ERROR or not pair.new.superseded
                    if told and self._is_news(key, made, pair):
                        self._add(one, pair, problem, pair.spot(problem))

    @staticmethod
    def _is_news(key: Key, made: dict[Any, dict[Any, set[Key]]], pair: VersionPair) -> bool:
        """Whether no version in between made the change, and no nearer version lacks it."""
        old, new = pair.old.version, pair.new.version
        earlier = any(
            key in changes for middle, changes in made.get(old, {}).items() if middle < new
        )
        nearer = any(
            key in versions.get(new, ()) for other, versions in made.items() if other > old
        )
        return not earlier and not nearer

    def _add(
        self, rule: Rule, subject: Subject, problem: Problem, spot: Spot, *, excepted: bool = True
    ) -> None:
        schema = problem.schema or subject.schema
        if excepted and self._is_excepted(rule, schema):
            return
        finding = _finding(rule, problem, spot, schema)
        key = (finding.rule, finding.path, finding.line, finding.pointer, finding.message)
        if key in self.findings:
            return
        self.findings[key] = finding
        if problem.repair:
            self.repairs.append((finding, tuple(problem.repair)))

    def _is_excepted(self, rule: Rule, schema: str | None) -> bool:
        """Whether findings about a schema are left out: by the policy, or its repository."""
        repository = self.repository
        if repository is not None and schema is not None and repository.ignores(schema):
            return True
        return self.policy.excepts(rule.id, schema)

    def accepted(self) -> Iterator[Finding]:
        """The findings that no comment and no baseline takes away."""
        kept = dict(self.findings)
        self.findings.clear()
        for finding in kept.values():
            if not self.policy.accepts(finding, self.root):
                yield finding


def _severity(rule: Rule, problem: Problem) -> Severity:
    """How much a finding matters: as much as its rule, and not more than the problem says."""
    if problem.most is None or rule.severity.rank >= problem.most.rank:
        return rule.severity
    return problem.most


def _finding(rule: Rule, problem: Problem, spot: Spot, schema: str | None) -> Finding:
    edits = tuple(one for one in problem.repair if isinstance(one, TextEdit))
    return Finding(
        rule=rule.id,
        message=problem.message,
        path=spot.path,
        line=spot.line,
        column=spot.column,
        severity=_severity(rule, problem),
        pointer=format_pointer(spot.tokens),
        hint=problem.hint,
        schema=schema,
        against=problem.against,
        breaks=problem.breaks,
        witness=problem.witness,
        fixable=bool(problem.repair),
        fix=edits if len(edits) == len(problem.repair) else (),
    )
