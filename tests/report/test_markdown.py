"""`markdown`: tables that hostile text cannot break, read back with a Markdown parser."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from evtool.finding import Finding, as_witness
from evtool.report import Context, Report, markdown
from evtool.report.visible import one_line

PARSER = MarkdownIt("commonmark").enable("table")
ANY = st.text(st.characters(exclude_categories=()))
MARKUP = st.text(st.sampled_from("ab @#`|\\*_[]()<>&;:/!~$\n\x1b"), max_size=30)

GOLDEN = """\
**Found 1 error, 1 warning, 1 remark in 2 files (0.8 s), 1 fixable with --fix.**

### `page/a.yaml`

| line | severity | rule | finding |
|---:|---|---|---|
|  | info | `example.missing` | no example |

### `page/edit/current.yaml`

| line | severity | rule | finding |
|---:|---|---|---|
| 4 | warning | `robustness.snake-case` | `pageId` is not in snake case |
| 7 | error | `compatibility.required-added` | `editor_kind` became required: readers of 1.3.0 \
refuse events that lack it<br>witness: `{"page_id":1}`<br>help: keep it optional, or start \
version 2.0.0 |
"""


def cells_of(text: str) -> list[list[str]]:
    """The cells of all rows, each as the plain text that a reader sees."""
    rows: list[list[str]] = []
    for token in PARSER.parse(text):
        if token.type == "tr_open":
            rows.append([])
        if token.type == "inline" and rows:
            children = token.children or []
            assert {child.type for child in children} <= {"text", "code_inline", "html_inline"}
            rows[-1].append("".join(child.content for child in children))
    return rows


def test_a_table_for_each_file(report: Report, context: Context) -> None:
    """Under a sentence that says what was found."""
    assert markdown.render(report, context) == GOLDEN


@given(st.one_of(ANY, MARKUP))
def test_nothing_in_a_text_is_markup(text: str) -> None:
    """Every row keeps four cells, and the reader sees the text, code marks aside."""
    one = Finding("a.b", f"x{text}x", Path("/w/x"), 1)
    rows = cells_of(markdown.render(Report.of([one]), Context(Path("/w"))))
    (line, severity, rule, told) = rows[1]
    assert (len(rows), line, severity, rule) == (2, "1", "error", "a.b")
    seen = told.replace("\u200b", "")
    assert seen.replace("`", "") == one_line(one.message).replace("`", "")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("`a` | b", "`a` &#124; b"),
        ("`a|b`", "\\`a&#124;b\\`"),
        ("see @you and #1", "see @&#8203;you and #&#8203;1"),
        ("https://x.example", "https:&#8203;//x.example"),
        ("<img src=x>", "\\<img src=x\\>"),
    ],
)
def test_nobody_is_called_and_nothing_is_linked(text: str, escaped: str) -> None:
    """A schema must not mention people or issues in somebody's change."""
    assert markdown.escape(text) == escaped


def test_a_text_ends_before_its_limit(context: Context) -> None:
    """It says how many findings it leaves out."""
    found = Report.of(Finding("a.b", "名" * 90, Path("/w/x"), line) for line in range(1, 2_001))
    text = markdown.render(found, context)
    assert len(text.encode()) <= markdown.COMMENT_LIMIT
    match = re.search(r"^(\d+) more findings left out", text, re.MULTILINE)
    assert match is not None
    assert text.count("\n| ") - 1 + int(match[1]) == 2_000


def test_a_long_witness_is_cut(context: Context) -> None:
    """A table is no place for it; it is no code where it holds backticks or pipes."""
    one = Finding("a.b", "m", Path("/w/x"), witness=as_witness("|" * 500))
    row = markdown.render(Report.of([one]), context).splitlines()[-1]
    assert row.endswith('<br>witness: "' + "&#124;" * 198 + "… |")


def test_paths_of_any_name_stay_headings() -> None:
    """A path with a backtick is text, not code."""
    one = Finding("a.b", "m", Path("/w/a`b"))
    text = markdown.render(Report.of([one]), replace(Context(Path("/w"))))
    assert "### a\\`b\n" in text
