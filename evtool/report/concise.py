"""`concise`: one line a finding, as editors and grep like it."""

from __future__ import annotations

from evtool.finding import Finding
from evtool.report.context import Context
from evtool.report.result import Report
from evtool.report.visible import inert, one_line, visible


def render(report: Report, context: Context) -> str:
    """`path:line:column: severity rule message`; nothing when there are no findings."""
    shown = filter(context.shows, report.findings)
    return "".join(f"{inert(_line(one, context))}\n" for one in shown)


def place(one: Finding, context: Context) -> str:
    """Where the finding stands, as far as it is known: `path:line:column`."""
    parts = [visible(context.near(one.path))]
    if one.line:
        parts.append(str(one.line))
        if one.column:
            parts.append(str(one.column))
    return ":".join(parts)


def _line(one: Finding, context: Context) -> str:
    return f"{place(one, context)}: {one.severity} {visible(one.rule)} {one_line(one.message)}"
