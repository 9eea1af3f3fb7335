"""What a report knows before it becomes text."""

from __future__ import annotations

from pathlib import Path

from evtool.finding import Finding, Severity
from evtool.report import Report, summary


def test_findings_and_files_are_ordered_once(report: Report) -> None:
    """By path and place, without repetitions."""
    assert [(one.path.name, one.line) for one in report.findings] == [
        ("a.yaml", 0),
        ("current.yaml", 4),
        ("current.yaml", 7),
    ]
    assert [path.name for path in report.files] == ["b.yaml", "current.yaml"]


def test_the_worst_come_first_where_that_is_asked_for(report: Report) -> None:
    """Severity first, then the usual order."""
    assert [one.severity for one in report.worst_first] == ["error", "warning", "info"]


def test_only_errors_fail_a_check(report: Report) -> None:
    """Warnings are shown, and the run ends with 0."""
    warnings = [one for one in report.findings if one.severity is not Severity.ERROR]
    assert report.failed
    assert not Report.of(warnings).failed


def test_the_summary_counts_by_severity(report: Report) -> None:
    """In one sentence, with the right plural of each noun."""
    assert (
        summary(report)
        == "Found 1 error, 1 warning, 1 remark in 2 files (0.8 s), 1 fixable with --fix."
    )
    assert summary(Report.of([], [Path("a")])) == "No findings in 1 file (0.0 s)."
    two = [Finding("a.b", text, Path("a")) for text in "xy"]
    assert summary(Report.of(two, seconds=2)) == "Found 2 errors in 0 files (2.0 s)."
