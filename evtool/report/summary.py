"""What was found, in a sentence or two."""

from __future__ import annotations

from evtool.finding import Finding, Severity
from evtool.report.result import Report
from evtool.report.visible import one_line


def summary(report: Report) -> str:
    """One sentence: how many findings of which kind, in how many files, in what time."""
    extent = f"in {number(len(report.files), 'file')} ({report.seconds:.1f} s)"
    if not report.findings:
        return f"No findings {extent}."
    fixable = f", {report.fixable} fixable with --fix" if report.fixable else ""
    return f"Found {counted(report)} {extent}{fixable}."


def counted(report: Report) -> str:
    """The findings by severity, such as `2 errors, 1 warning`."""
    return ", ".join(kinds(severity, count) for severity, count in report.counts.items() if count)


def kinds(severity: Severity, count: int) -> str:
    """A number of findings of one severity."""
    return number(count, "remark" if severity is Severity.INFO else severity.value)


def number(count: int, noun: str) -> str:
    """A number and its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def told(one: Finding) -> str:
    """What a finding says, and its repair, where there is room for a text only."""
    message = one_line(one.message)
    if not one.hint:
        return message
    return f"{message}{'' if message.endswith(('.', '!', '?')) else '.'} Help: {one_line(one.hint)}"
