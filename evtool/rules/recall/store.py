"""Remembered outcomes: one file each, in the workspace's own folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from evtool.files import ReadError, WriteError, read_bytes, write_whole
from evtool.finding import Finding, Severity, TextEdit
from evtool.rules.engine import Outcome
from evtool.rules.registry import rules

_FORM: Final = 1
_MOST: Final = 20
"""The outcomes that are kept: those of the last few branches and options."""


@dataclass(frozen=True)
class Recall:
    """Outcomes in a folder. What cannot be read or written there is as if it was not known.

    Files are written whole and never changed, so several runs may use one folder at once.
    """

    folder: Path

    def get(self, key: str) -> Outcome | None:
        """The outcome with this key, if it is known. It repairs nothing."""
        try:
            text = read_bytes(self._path(key))
            return _outcome(json.loads(text))
        except (ReadError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def put(self, key: str, outcome: Outcome) -> None:
        """Remember an outcome, and forget the oldest beyond what is kept."""
        text = json.dumps(_content(outcome), ensure_ascii=False)
        with suppress(WriteError, OSError, UnicodeError):
            if not self.folder.is_dir():
                self.folder.mkdir(parents=True)
                write_whole(self.folder / ".gitignore", b"*\n")
            write_whole(self._path(key), text.encode("utf-8", "surrogatepass"))
            self._forget()

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _forget(self) -> None:
        known = sorted(self.folder.glob("*.json"), key=lambda one: one.stat().st_mtime)
        for path in known[:-_MOST]:
            path.unlink(missing_ok=True)


def _content(outcome: Outcome) -> dict[str, Any]:
    return {
        "form": _FORM,
        "findings": [_finding_content(one) for one in outcome.findings],
        "files": [str(path) for path in outcome.files],
        "rules": {name: str(one.severity) for name, one in outcome.rules.items()},
    }


def _finding_content(finding: Finding) -> dict[str, Any]:
    content = {one.name: getattr(finding, one.name) for one in fields(finding)}
    edits = [[str(one.path), one.start, one.end, one.replacement] for one in finding.fix]
    return {**content, "path": str(finding.path), "fix": edits}


def _outcome(content: Mapping[str, Any]) -> Outcome:
    if content["form"] != _FORM:
        raise ValueError("written by another version")
    known = rules()
    ran = {
        name: replace(known[name], severity=Severity(severity))
        for name, severity in content["rules"].items()
    }
    findings = [_finding(one) for one in content["findings"]]
    return Outcome(findings, [Path(path) for path in content["files"]], ran)


def _finding(content: Mapping[str, Any]) -> Finding:
    edits = tuple(TextEdit(Path(path), *rest) for path, *rest in content["fix"])
    path, severity = Path(content["path"]), Severity(content["severity"])
    return Finding(**{**content, "path": path, "severity": severity, "fix": edits})
