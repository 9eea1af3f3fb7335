"""A report with a finding of each kind, and the file it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.finding import Finding, Severity, TextEdit, as_witness
from evtool.report import Context, Report, RuleDoc

SOURCE = """\
title: page/edit
type: object
properties:
  pageId: {type: integer}
required:
  - pageId
  - editor_kind
"""


@pytest.fixture
def context() -> Context:
    """Give the context of a terminal of 60 columns, without colors."""
    return Context(Path("/w"), width=60, source=lambda _: SOURCE)


@pytest.fixture
def report() -> Report:
    """Give three findings in two files, and a third file without any."""
    current = Path("/w/page/edit/current.yaml")
    findings = [
        Finding(
            "compatibility.required-added",
            "`editor_kind` became required: readers of 1.3.0 refuse events that lack it",
            current,
            7,
            5,
            pointer="/required/1",
            hint="keep it optional, or start version 2.0.0",
            schema="/page/edit/1.3.0",
            against="/page/edit/1.2.0",
            breaks="readers",
            witness=as_witness({"page_id": 1}),
        ),
        Finding(
            "robustness.snake-case",
            "`pageId` is not in snake case",
            current,
            4,
            3,
            Severity.WARNING,
            "/properties/pageId",
            end_line=4,
            end_column=9,
            fix=(TextEdit(current, 44, 50, "page_id"), TextEdit(current, 82, 88, "page_id")),
        ),
        Finding("example.missing", "no example", Path("/w/page/a.yaml"), severity=Severity.INFO),
    ]
    rules = {
        "robustness.snake-case": RuleDoc("Names are in snake case.", "## Why\n\nTables."),
        "yaml.syntax": RuleDoc("A file is one document.", "One document."),
    }
    return Report.of(findings, [current, Path("/w/page/b.yaml"), current], 0.84, rules)
