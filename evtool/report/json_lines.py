"""`jsonl`: a finding a line, each as in `json`."""

from __future__ import annotations

from evtool.report.context import Context
from evtool.report.json_text import json_text
from evtool.report.result import Report


def render(report: Report, context: Context) -> str:
    """One JSON object a line; nothing when there are no findings."""
    return "".join(json_text(one.as_json(context.root)) + "\n" for one in report.findings)
