"""`github`: workflow commands, which GitHub Actions shows at the lines of a change.

Source of syntax and limits: GitHub's documentation of workflow commands, and what its
toolkit escapes. At most ten annotations of a kind are shown for a step; the rest is
dropped without a word, so the worst come first and a notice counts what is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from evtool.finding import Finding, Severity
from evtool.report.context import Context
from evtool.report.result import Report
from evtool.report.summary import kinds, number
from evtool.report.visible import one_line, visible

LIMITS: Mapping[Severity, int] = {Severity.ERROR: 10, Severity.WARNING: 10, Severity.INFO: 9}
"""Annotations of each kind; a notice less, because one says how many are not shown."""

COMMANDS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}


def render(report: Report, context: Context) -> str:
    """The worst findings as annotations, and a notice about those that are not shown."""
    findings = [one for one in report.worst_first if context.shows(one)]
    shown, hidden = _within_limits(findings)
    lines = [_command(one, context) for one in shown]
    if hidden:
        lines.append(f"::notice title=evtool::{escape_data(_missing(hidden))}")
    return "".join(f"{line}\n" for line in lines)


def escape_data(text: str) -> str:
    """Text as the data of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Text as the value of a property of a workflow command."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def _within_limits(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The findings that GitHub shows, and the others."""
    used: Counter[Severity] = Counter()
    shown: list[Finding] = []
    hidden: list[Finding] = []
    for one in findings:
        used[one.severity] += 1
        (shown if used[one.severity] <= LIMITS[one.severity] else hidden).append(one)
    return shown, hidden


def _command(one: Finding, context: Context) -> str:
    properties = {
        "title": f"evtool ({visible(one.rule)})",
        "file": visible(context.in_checkout(one.path)),
        **_position(one),
    }
    told = ",".join(f"{name}={escape_property(str(value))}" for name, value in properties.items())
    text = one_line(one.message) + (f"\nhelp: {one_line(one.hint)}" if one.hint else "")
    return f"::{COMMANDS[one.severity]} {told}::{escape_data(text)}"


def _position(one: Finding) -> dict[str, int]:
    """GitHub knows columns only where one line is meant, and needs a line in any case."""
    position = {"line": max(1, one.line)}
    if one.end_line > one.line:
        return {**position, "endLine": one.end_line}
    if one.column:
        position["col"] = one.column
        if one.end_column > one.column:
            position["endColumn"] = one.end_column
    return position


def _missing(hidden: Sequence[Finding]) -> str:
    counts = Counter(one.severity for one in hidden)
    listed = ", ".join(
        kinds(severity, counts[severity]) for severity in Severity if severity in counts
    )
    verb = "is" if len(hidden) == 1 else "are"
    return (
        f"{number(len(hidden), 'more finding')} ({listed}) {verb} not shown here: GitHub shows "
        "ten of a kind. The summary of the job lists all of them."
    )
