"""Findings: remarks about the user's files, as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Severity(StrEnum):
    """How much a finding matters, the worst first; `error` makes a check fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class TextEdit:
    """One replacement in one file, as part of the repair of a finding.

    `start` and `end` count characters of the decoded text, a byte order mark not
    included, as `Document.span` does; equal ones insert.
    """

    path: Path
    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark, by one rule, about one place in one file.

    `line` and `column` count from 1 (0: the file as a whole), columns in characters.
    `end_line` and `end_column` tell where the part ends, its last character excluded
    (0: unknown). `pointer` is the JSON pointer of the value (RFC 6901), `schema` the
    `$id`, `stream` the stream that it is about.

    `hint` says the repair. `fixable` tells whether evtool can do it; `fix` is how,
    where that is a matter of text edits, and implies `fixable`.

    A compatibility finding names the schema that it compares with (`against`), who
    breaks (`breaks`: `readers` or `writers`), and a `witness`: the text that
    `as_witness` makes of a JSON value that one side accepts and the other refuses.
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
    stream: str | None = None
    against: str | None = None
    breaks: str | None = None
    witness: str | None = None
    end_line: int = 0
    end_column: int = 0
    fixable: bool = False
    fix: tuple[TextEdit, ...] = ()

    def __post_init__(self) -> None:
        if self.fix and not self.fixable:
            object.__setattr__(self, "fixable", True)

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
            "stream": self.stream,
            "against": self.against,
            "breaks": self.breaks,
            "witness": None if self.witness is None else json.loads(self.witness),
            "fixable": self.fixable,
        }


def as_witness(value: Any) -> str:
    """A JSON value as a finding holds it: compact text, its keys sorted.

    Raises:
        ValueError: It holds a number that JSON does not have, such as infinity.
    """
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=str,  # an unquoted time stamp of a YAML file
    )


def shown_path(path: Path, root: Path | None) -> str:
    """`path` relative to `root` when it lies below it, in POSIX form."""
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.as_posix()


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without repetitions, by file, place and rule.

    The order is total: it does not depend on the order in which rules ran.
    """
    return sorted(dict.fromkeys(findings), key=_order)


def _order(one: Finding) -> tuple[Any, ...]:
    return (one.path, one.line, one.column, one.rule, one.pointer, one.message, repr(one))
