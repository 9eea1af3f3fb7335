"""Findings: remarks about the user's files, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Severity(StrEnum):
    """How much a finding matters; `error` makes a check fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark, by one rule, about one place in one file.

    `line` and `column` count from 1 (0: the file as a whole); `pointer` is the JSON
    pointer of the value (RFC 6901); `hint` says the repair; `schema` is the `$id`.
    """

    rule: str
    message: str
    path: Path
    line: int = 0
    column: int = 0
    severity: Severity = Severity.ERROR
    pointer: str = ""
    hint: str | None = None
    schema: str | None = None

    def as_json(self, root: Path | None = None) -> dict[str, Any]:
        """The finding as `--format json` prints it, its path relative to `root`."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message,
            "hint": self.hint,
            "path": shown_path(self.path, root),
            "line": self.line,
            "column": self.column,
            "pointer": self.pointer,
            "schema": self.schema,
        }


def shown_path(path: Path, root: Path | None) -> str:
    """`path` relative to `root` when it lies below it, in POSIX form."""
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.as_posix()


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without repetitions, by file, place and rule."""
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda one: (one.path, one.line, one.column, one.rule, one.message))
