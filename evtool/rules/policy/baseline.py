"""The baseline: findings that are known and accepted, so that only new ones are reported.

A finding is recognized by its rule, its file and the pointer of its value, never by its
line: edits elsewhere in the file do not make it new.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from evtool.errors import EvtoolError, Place
from evtool.files import read_bytes, write_whole
from evtool.finding import Finding, shown_path

FILE_NAME = ".evtool-baseline.json"
"""Where a baseline is written unless the configuration names another file."""


def fingerprint(finding: Finding, root: Path) -> str:
    """The mark by which a finding is recognized, in whatever line it stands."""
    parts = (finding.rule, shown_path(finding.path, root), finding.pointer)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


class Baseline:
    """The accepted findings, each as often as it was found when the baseline was written."""

    def __init__(self, counts: Counter[str] | None = None) -> None:
        self._left: Counter[str] = counts or Counter()

    def takes(self, finding: Finding, root: Path) -> bool:
        """Whether a finding is accepted; each entry of the baseline takes one."""
        mark = fingerprint(finding, root)
        if self._left[mark] <= 0:
            return False
        self._left[mark] -= 1
        return True

    @property
    def unused(self) -> int:
        """How many entries took nothing: what they stood for is repaired."""
        return sum(count for count in self._left.values() if count > 0)


def read_baseline(path: Path) -> Baseline:
    """Read a baseline file.

    Raises:
        ReadError: It is not there, or not readable.
        EvtoolError: It is none.
    """
    try:
        content = json.loads(read_bytes(path))
        marks = [one["fingerprint"] for one in content["findings"]]
    except (ValueError, KeyError, TypeError) as error:
        raise EvtoolError(
            "not a baseline file",
            hint="`evtool schema check --write-baseline` writes one",
            place=Place(path),
        ) from error
    return Baseline(Counter(str(mark) for mark in marks))


def write_baseline(path: Path, findings: Iterable[Finding], root: Path) -> int:
    """Write a baseline that accepts these findings; how many there are.

    Raises:
        WriteError: The file cannot be written.
    """
    entries = sorted((_entry(one, root) for one in findings), key=lambda one: tuple(one.values()))
    content = {"version": 1, "findings": entries}
    write_whole(path, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())
    return len(entries)


def _entry(finding: Finding, root: Path) -> dict[str, Any]:
    return {
        "path": shown_path(finding.path, root),
        "rule": finding.rule,
        "pointer": finding.pointer,
        "fingerprint": fingerprint(finding, root),
    }
