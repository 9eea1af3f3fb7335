"""`full` and `concise`: what people read."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.finding import Finding, Severity, as_witness
from evtool.report import Context, Report, concise, full
from evtool.report.visible import cells

ANY = st.text(st.characters(exclude_categories=()), max_size=60)

GOLDEN = """\
page/a.yaml  info example.missing
   no example

page/edit/current.yaml:4:3
   warning robustness.snake-case [*]
   2 | type: object
   3 | properties:
   4 |   pageId: {type: integer}
     |   ^^^^^^
   `pageId` is not in snake case

page/edit/current.yaml:7:5
   error compatibility.required-added
   5 | required:
   6 |   - pageId
   7 |   - editor_kind
     |     ^^^^^^^^^^^
   `editor_kind` became required: readers of 1.3.0 refuse
   events that lack it
   breaks: readers, compared with /page/edit/1.2.0
   witness: {"page_id":1}
   help: keep it optional, or start version 2.0.0

Found 1 error, 1 warning, 1 remark in 2 files (0.8 s), 1
fixable with --fix.
"""

CONCISE = """\
page/a.yaml: info example.missing no example
page/edit/current.yaml:4:3: warning robustness.snake-case `pageId` is not in snake case
page/edit/current.yaml:7:5: error compatibility.required-added `editor_kind` became required: \
readers of 1.3.0 refuse events that lack it
"""


def test_full_reads_like_a_compiler(report: Report, context: Context) -> None:
    """Lines, marker, sentence, witness and repair, all within 60 columns."""
    assert full.render(report, context) == GOLDEN
    assert max(map(len, GOLDEN.splitlines())) <= 60


def test_a_wide_terminal_has_place_and_rule_on_one_line(report: Report, context: Context) -> None:
    """Where they fit."""
    wide = full.render(report, replace(context, width=100))
    assert "page/edit/current.yaml:7:5  error compatibility.required-added\n" in wide


def test_concise_has_a_line_for_each_finding(report: Report, context: Context) -> None:
    """As editors parse it, and nothing else."""
    assert concise.render(report, context) == CONCISE
    assert concise.render(Report.of([]), context) == ""


def test_what_matters_less_is_left_out(report: Report, context: Context) -> None:
    """The sentence at the end counts all of them."""
    errors = replace(context, lowest=Severity.ERROR)
    assert concise.render(report, errors) == CONCISE.splitlines(keepends=True)[2]
    shown = full.render(report, errors)
    assert "snake-case" not in shown
    assert "1 warning" in shown


def test_colors_come_from_the_style(report: Report, context: Context) -> None:
    """Each piece is styled by what it is; without styles the text is the same."""
    marked = full.render(report, replace(context, style=lambda text, role: f"<{role}>{text}</>"))
    for piece in (
        "<path>page/edit/current.yaml:7:5</>",
        "<error>error</> <rule>compatibility.required-added</>",
        "<gutter>7 |</>   - editor_kind",
        "<gutter>  |</> <error>    ^^^^^^^^^^^</>",
        "<help>help:</> keep it",
    ):
        assert piece in marked


def test_paths_are_seen_from_the_current_folder(report: Report, context: Context) -> None:
    """A terminal then opens them with a click."""
    near = concise.render(report, replace(context, here=Path("/w/page")))
    assert near.startswith("a.yaml: ")


def test_a_file_without_text_has_no_lines(report: Report, context: Context) -> None:
    """It may be gone, or live in a commit."""
    shown = full.render(report, replace(context, source=lambda _: None))
    assert "|" not in shown
    assert "`pageId` is not in snake case" in shown


def test_a_long_witness_is_cut(context: Context) -> None:
    """Four lines show what it is about; the JSON format has all of it."""
    one = Finding("a.b", "m", Path("/w/x"), witness=as_witness({"x": "名" * 5000}))
    lines = full.render(Report.of([one]), context).splitlines()
    told = lines[lines.index("   m") + 1 : -2]
    assert told[0].startswith('   witness: {"x":"名')
    assert told[-1].endswith("…")
    assert len(told) <= 5
    assert all(cells(line) <= 60 for line in told)


@pytest.mark.parametrize("render", [full.render, concise.render])
def test_no_line_is_a_command_for_a_ci_service(render: object, context: Context) -> None:
    """Neither a path nor a wrapped sentence may begin with two colons."""
    one = Finding("a.b", "x " * 27 + "::error::boom", Path("/w/::add-mask::x"), hint="::debug::y")
    assert callable(render)
    lines = render(Report.of([one]), context).splitlines()
    assert not any(line.lstrip().startswith("::") for line in lines)
    assert any("\\::" in line for line in lines)


@given(message=ANY, hint=ANY, pointer=ANY, line=ANY, column=st.integers(0, 70))
def test_hostile_text_stays_on_its_line(
    message: str, hint: str, pointer: str, line: str, column: int
) -> None:
    """No control character gets through, and concise keeps one line a finding."""
    one = Finding("a.b", message, Path("/w/x"), 1, column, pointer=pointer, hint=hint)
    context = Context(Path("/w"), width=60, source=lambda _: line)
    for text in (full.render(Report.of([one]), context), concise.render(Report.of([one]), context)):
        text.encode()
        assert all(char.isprintable() or char in "\n\xa0\u3000" or char.isspace() for char in text)
        assert not set(text) & set("\r\x1b\x85\u2028\x00")
    assert concise.render(Report.of([one]), context).count("\n") == 1


def test_many_findings_in_large_files_take_little_time(context: Context) -> None:
    """5,000 findings, half of them in one line of half a million characters."""
    text = "{" + ", ".join(f'"field{number}": [1]' for number in range(25_000)) + "}"
    long = [Finding("a.b", "m", Path("/w/long.json"), 1, 9 + 19 * n) for n in range(2_500)]
    short = [Finding("a.b", "m", Path(f"/w/{n % 50}.yaml"), n % 7 + 1, 1) for n in range(2_500)]
    found = Report.of([*long, *short])
    started = time.perf_counter()
    shown = full.render(found, replace(context, source=lambda _: text))
    assert shown.count("witness") == 0
    assert time.perf_counter() - started < 5
