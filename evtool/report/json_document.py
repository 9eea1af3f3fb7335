"""`json`: one document for scripts; `docs/reference/findings.schema.json` describes it."""

from __future__ import annotations

from evtool.report.context import Context
from evtool.report.json_text import json_text
from evtool.report.result import Report

VERSION = 1
"""Grows when a script that reads the document might break."""


def render(report: Report, context: Context) -> str:
    """All findings and the summary; paths are relative to the workspace."""
    document = {
        "version": VERSION,
        "findings": [one.as_json(context.root) for one in report.findings],
        "summary": {
            **{severity.value: count for severity, count in report.counts.items()},
            "files": len(report.files),
            "seconds": round(report.seconds, 3),
        },
    }
    return json_text(document, indent=2) + "\n"
