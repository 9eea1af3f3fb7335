"""Whether a fault that shows in a schema is the fault of a fragment it uses."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evtool.rules.problem import Problem, Tokens
from evtool.rules.rule import Rule
from evtool.rules.subject.checked_schema import CheckedSchema
from evtool.rules.subject.origin import Written
from evtool.rules.subject.schema_file import SchemaFile


class Fragments:
    """Remembers, for each fragment that faults lead to, what is wrong with it alone."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [one for one in rules if one.on is CheckedSchema]
        self._faults: dict[Path, set[tuple[str, Tokens]]] = {}

    def have(self, rule: Rule, problem: Problem, user: CheckedSchema) -> bool:
        """Whether the part of a fragment that a problem leads to breaks the rule there too."""
        if not user.composed:
            return False
        parts = user.origins(problem.at)
        return any(self._has(rule, part, user) for part in parts if part.via is not None)

    def _has(self, rule: Rule, part: Written, user: CheckedSchema) -> bool:
        path = part.document.path
        if path not in self._faults:
            self._faults[path] = self._of(part, user)
        return (rule.id, part.tokens) in self._faults[path]

    def _of(self, written: Written, user: CheckedSchema) -> set[tuple[str, Tokens]]:
        document, scope = written.document, user.file.scope
        folder = scope.folder_of(document.path) or user.file.folder
        file = SchemaFile(folder, str(document.path), None, b"", scope)
        alone = CheckedSchema(file, document, None, document.value)
        return {(one.id, problem.at) for one in self._rules for problem in one.check(alone)}
