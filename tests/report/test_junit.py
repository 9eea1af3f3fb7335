"""`junit`: suites and cases, read back with an XML parser."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st

from evtool.finding import Finding, Severity
from evtool.report import Context, Report, junit
from evtool.report.visible import one_line, visible

ANY = st.text(st.characters(exclude_categories=()))

GOLDEN = """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="evtool" time="0.840" tests="4" failures="1" errors="0" skipped="0">
  <testsuite name="page/a.yaml" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="example.missing" classname="page/a.yaml" file="page/a.yaml" line="1">
      <system-out>page/a.yaml: info no example</system-out>
    </testcase>
  </testsuite>
  <testsuite name="page/b.yaml" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="no findings" classname="page/b.yaml" file="page/b.yaml" />
  </testsuite>
"""


def read(report: Report, context: Context) -> Element:
    """The report as a CI service reads it."""
    return fromstring(junit.render(report, context))  # noqa: S314 - our own text


def test_a_file_is_a_suite_and_a_finding_a_case(report: Report, context: Context) -> None:
    """Files without findings have a case that passes; remarks pass with output."""
    text = junit.render(report, context)
    assert text.startswith(GOLDEN)
    case = read(report, context)[2][1]
    assert case.attrib == {
        "name": "compatibility.required-added /required/1 against /page/edit/1.2.0",
        "classname": "page/edit/current.yaml",
        "file": "page/edit/current.yaml",
        "line": "7",
    }
    failure = case[0]
    assert failure.attrib["type"] == "error"
    assert failure.text is not None
    assert failure.text.splitlines()[1:] == [
        'witness: {"page_id":1}',
        "help: keep it optional, or start version 2.0.0",
    ]


def test_no_findings_are_a_document_too(context: Context) -> None:
    """With no suite at all when nothing was checked."""
    assert len(read(Report.of([]), context)) == 0


@given(st.lists(st.tuples(ANY, ANY, st.sampled_from(Severity)), max_size=4))
def test_hostile_text_is_read_back(told: list[tuple[str, str, Severity]]) -> None:
    """Markup, the end of a CDATA section and control characters change nothing."""
    found = [
        Finding("a.b", f"]]>&<{text}", Path("/w/x"), number + 1, pointer=pointer, severity=severity)
        for number, (text, pointer, severity) in enumerate(told)
    ]
    root = read(Report.of(found), Context(Path("/w")))
    cases = root.findall(".//testcase")
    assert [case.get("name", "").startswith(visible("a.b")) for case in cases] == [True] * len(told)
    for case, one in zip(cases, found, strict=True):
        assert one_line(one.message) in (case[0].text or "").replace("\xa0", "\xa0")
        if one.severity is Severity.ERROR:
            assert case[0].get("message") == one_line(one.message)
        assert case.get("name") == visible(f"a.b {one.pointer or f'line {one.line}'}")


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(Severity)), max_size=8))
def test_counts_are_those_of_the_cases(places: list[tuple[int, Severity]]) -> None:
    """Of each suite, and of all of them."""
    found = [
        Finding("a.b", str(index), Path(f"/w/{number}"), severity=severity)
        for index, (number, severity) in enumerate(places)
    ]
    root = read(Report.of(found, [Path("/w/0"), Path("/w/9")]), Context(Path("/w")))
    for element in (root, *root):
        assert int(element.get("tests", "")) == len(element.findall(".//testcase"))
        assert int(element.get("failures", "")) == len(element.findall(".//failure"))
