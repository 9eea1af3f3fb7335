"""`github`: workflow commands within GitHub's limits."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evtool.finding import Finding, Severity
from evtool.report import Context, Report, github

ANY = st.text(st.characters(exclude_categories=()))

GOLDEN = """\
::error title=evtool (compatibility.required-added),file=page/edit/current.yaml,line=7,col=5::\
`editor_kind` became required: readers of 1.3.0 refuse events that lack it\
%0Ahelp: keep it optional, or start version 2.0.0
::warning title=evtool (robustness.snake-case),file=page/edit/current.yaml,line=4,col=3,\
endColumn=9::`pageId` is not in snake case
::notice title=evtool (example.missing),file=page/a.yaml,line=1::no example
"""


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it: command, properties, data."""
    match = re.fullmatch(r"::(\w+) ([^\n\r]*?)::([^\n\r]*)", line)
    assert match is not None, line
    pairs = (pair.partition("=") for pair in match[2].split(","))
    return match[1], {name: unescaped(value) for name, _, value in pairs}, unescaped(match[3])


def unescaped(text: str) -> str:
    """What the runner makes of escaped text."""
    for code in ("%0D", "%0A", "%3A", "%2C", "%25"):
        text = text.replace(code, chr(int(code[1:], 16)))
    return text


def test_the_worst_come_first(report: Report, context: Context) -> None:
    """As annotations, at the line that each is about."""
    assert github.render(report, context) == GOLDEN
    assert github.render(Report.of([]), context) == ""


def test_files_are_named_as_the_checkout_has_them(report: Report, context: Context) -> None:
    """The workspace may be a folder of the repository."""
    inside = replace(context, root=Path("/w/page"), checkout=Path("/w"))
    assert parsed(github.render(report, inside).splitlines()[0])[1]["file"].startswith("page/")


def test_what_github_would_drop_is_counted() -> None:
    """Ten errors and ten warnings, then a notice with the number of the others."""
    found = [Finding("a.b", f"e{number}", Path("/w/x"), number) for number in range(13)]
    found += [
        Finding("a.b", f"w{number}", Path("/w/x"), number, severity=Severity.WARNING)
        for number in range(11)
    ]
    found += [Finding("a.b", "i", Path("/w/x"), severity=Severity.INFO)]
    lines = github.render(Report.of(found), Context(Path("/w"))).splitlines()
    commands = [parsed(line) for line in lines]
    assert [one[0] for one in commands] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 2
    assert commands[-1][2].startswith("4 more findings (3 errors, 1 warning) are not shown here:")


def test_a_column_is_named_only_on_one_line() -> None:
    """GitHub refuses columns of a part that spans lines."""
    one = Finding("a.b", "m", Path("/w/x"), 3, 5, end_line=4, end_column=2)
    line = github.render(Report.of([one]), Context(Path("/w"))).strip()
    assert parsed(line)[1] == {"title": "evtool (a.b)", "file": "x", "line": "3", "endLine": "4"}


@given(ANY)
def test_escapes_are_read_back(text: str) -> None:
    """Nothing that ends a command or a property is left."""
    data, value = github.escape_data(text), github.escape_property(text)
    assert unescaped(data) == unescaped(value) == text
    assert not set(data) & set("\r\n")
    assert not set(value) & set("\r\n:,")


@given(ANY, ANY, st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1))
def test_hostile_text_is_one_command(message: str, hint: str, name: str) -> None:
    """Whatever a file says, there is one line and one annotation."""
    one = Finding("a.b", message, Path("/w") / name, 1, hint=hint)
    text = github.render(Report.of([one]), Context(Path("/w")))
    assert len(text.splitlines()) == 1
    command, properties, _ = parsed(text.removesuffix("\n"))
    assert command == "error"
    assert set(properties) == {"title", "file", "line"}
