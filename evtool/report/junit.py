"""`junit`: a test suite a file, a test case a finding, as any CI can show.

Only errors are failures, because only they fail the check; what is less is a case that
passes with output. A file without findings has one case that passes, so that dashboards
show what was covered. There is no standard; this is what Jenkins and GitLab read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evtool.finding import Finding, Severity
from evtool.report.concise import place
from evtool.report.context import Context
from evtool.report.result import Report
from evtool.report.visible import one_line, visible

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def render(report: Report, context: Context) -> str:
    """One XML document."""
    by_file: dict[Path, list[Finding]] = defaultdict(list)
    for one in report.findings:
        by_file[one.path].append(one)
    files = sorted({*report.files, *by_file})
    root = Element("testsuites", name="evtool", time=f"{report.seconds:.3f}")
    for path in files:
        root.append(_suite(path, by_file[path], context))
    _count(root, sum(max(1, len(by_file[path])) for path in files), report.findings)
    indent(root)
    return _HEAD + tostring(root, encoding="unicode") + "\n"


def _suite(path: Path, findings: Sequence[Finding], context: Context) -> Element:
    name = visible(context.in_root(path))
    suite = Element("testsuite", name=name)
    _count(suite, max(1, len(findings)), findings)
    if not findings:
        SubElement(suite, "testcase", name="no findings", classname=name, file=name)
    for one in findings:
        suite.append(_case(one, name, context))
    return suite


def _count(element: Element, cases: int, findings: Sequence[Finding]) -> None:
    failures = sum(one.severity is Severity.ERROR for one in findings)
    counts = {"tests": cases, "failures": failures, "errors": 0, "skipped": 0}
    for name, count in counts.items():
        element.set(name, str(count))


def _case(one: Finding, file: str, context: Context) -> Element:
    case = Element("testcase", name=_name(one), classname=file, file=file)
    case.set("line", str(max(1, one.line)))
    text = _text(one, context)
    if one.severity is Severity.ERROR:
        failure = SubElement(case, "failure", type=one.severity, message=one_line(one.message))
        failure.text = text
    else:
        SubElement(case, "system-out").text = text
    return case


def _name(one: Finding) -> str:
    """What stays the same while lines move, as far as the finding has it."""
    spot = one.pointer or (f"line {one.line}" if one.line else "")
    against = f"against {one.against}" if one.against else ""
    return visible(" ".join(part for part in (one.rule, one.stream, spot, against) if part))


def _text(one: Finding, context: Context) -> str:
    lines = [f"{place(one, context)}: {one.severity} {one_line(one.message)}"]
    if one.witness is not None:
        lines.append(f"witness: {visible(one.witness)}")
    if one.hint:
        lines.append(f"help: {one_line(one.hint)}")
    return "\n".join(lines)
