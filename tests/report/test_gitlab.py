"""`gitlab`: entries of a Code Quality report, and fingerprints that stay."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evtool.finding import Finding
from evtool.report import Context, Report, gitlab
from evtool.report.fingerprint import fingerprints

CONTEXT = Context(Path("/w"))
TEXT = st.text(max_size=5)
FINDINGS = st.builds(
    Finding,
    rule=st.sampled_from(["a.b", "a.c"]),
    message=TEXT,
    path=st.sampled_from([Path("/w/x"), Path("/w/y")]),
    line=st.integers(0, 9),
    pointer=st.sampled_from(["", "/a"]),
)


def entries(report: Report, context: Context) -> list[dict[str, Any]]:
    """The report as GitLab reads it."""
    found: list[dict[str, Any]] = json.loads(gitlab.render(report, context))
    return found


def test_an_entry_has_what_gitlab_needs(report: Report, context: Context) -> None:
    """Description, check name, fingerprint, severity, path and line."""
    first, second, third = entries(report, context)
    assert third.pop("fingerprint") != second.pop("fingerprint")
    assert third == {
        "description": "`editor_kind` became required: readers of 1.3.0 refuse events that lack "
        "it. Help: keep it optional, or start version 2.0.0",
        "check_name": "compatibility.required-added",
        "severity": "major",
        "location": {"path": "page/edit/current.yaml", "lines": {"begin": 7}},
    }
    assert (first["severity"], second["severity"]) == ("info", "minor")
    assert first["location"]["lines"] == {"begin": 1}


def test_no_findings_are_an_empty_array(context: Context) -> None:
    """GitLab wants a valid file also when all is well."""
    assert gitlab.render(Report.of([]), context) == "[]\n"


@given(st.lists(FINDINGS, max_size=8), st.integers(1, 99))
def test_fingerprints_are_unique_and_do_not_move_with_lines(
    found: list[Finding], shift: int
) -> None:
    """A line more above changes none of them."""
    report = Report.of(found)
    marks = list(fingerprints(report.findings, CONTEXT))
    assert len(set(marks)) == len(report.findings)
    moved = [
        replace(one, line=one.line + shift, column=3, end_line=one.line + shift)
        for one in report.findings
    ]
    assert list(fingerprints(moved, CONTEXT)) == marks


def test_a_line_number_in_the_sentence_does_not_matter() -> None:
    """Sentences about syntax often name another line."""
    first, second = (
        Finding("yaml.duplicate-key", f"`a` stands twice, first in line {line}", Path("/w/x"))
        for line in (3, 14)
    )
    assert list(fingerprints([first], CONTEXT)) == list(fingerprints([second], CONTEXT))


def test_fingerprints_depend_on_the_checkout_only(report: Report, context: Context) -> None:
    """The same commit has the same fingerprints on every machine."""
    elsewhere = Report.of(
        [
            replace(one, path=Path("/other") / one.path.relative_to("/w"), fix=())
            for one in report.findings
        ]
    )
    assert list(fingerprints(report.findings, context)) == list(
        fingerprints(elsewhere.findings, Context(Path("/other")))
    )
