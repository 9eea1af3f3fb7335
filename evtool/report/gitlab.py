"""`gitlab`: a Code Quality report, which GitLab shows in merge requests.

Source: GitLab's documentation of the report format. Each entry needs a description, the
name of the check, a fingerprint that no other entry has, a severity, and a place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evtool.finding import Finding, Severity
from evtool.report.context import Context
from evtool.report.fingerprint import fingerprints
from evtool.report.json_text import json_text
from evtool.report.result import Report
from evtool.report.summary import told

SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: "major",
    Severity.WARNING: "minor",
    Severity.INFO: "info",
}


def render(report: Report, context: Context) -> str:
    """A JSON array, empty when there are no findings."""
    marks = fingerprints(report.findings, context)
    entries = [_entry(one, mark, context) for one, mark in zip(report.findings, marks, strict=True)]
    return json_text(entries, indent=2) + "\n"


def _entry(one: Finding, fingerprint: str, context: Context) -> dict[str, Any]:
    return {
        "description": told(one),
        "check_name": one.rule,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[one.severity],
        "location": {
            "path": context.in_checkout(one.path),
            "lines": {"begin": max(1, one.line)},
        },
    }
