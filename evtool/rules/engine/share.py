"""What comes of one folder, on its way from one process to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evtool.finding import Finding
from evtool.rules.policy.comments import Comment
from evtool.rules.problem import Repair
from evtool.rules.subject.checked_workspace import Claim


@dataclass(frozen=True, slots=True)
class Share:
    """Findings by their identity, repairs, files read, titles claimed, comments by file.

    `uses` has for each exemption of the policy how many findings it took away.
    """

    findings: Mapping[tuple[Any, ...], Finding]
    repairs: Sequence[tuple[Finding, Sequence[Repair]]]
    files: Sequence[Path]
    claims: Mapping[str, Sequence[Claim]]
    comments: Mapping[Path, list[Comment]]
    uses: Sequence[int]
