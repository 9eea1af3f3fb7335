"""A problem of stream files: it also knows the stream, and may weigh less than its rule."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evtool.finding import Severity
from evtool.rules.problem import Problem


@dataclass(frozen=True, slots=True)
class StreamProblem(Problem):
    """One place of a stream file that breaks a rule.

    `file` is the file that `at` leads into; None where the subject knows it. `severity`
    is that of this case, where it differs from the rule's.
    """

    stream: str | None = None
    file: Path | None = None
    severity: Severity | None = None
