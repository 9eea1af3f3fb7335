"""Lists on stdout in every format."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.cli.listing import cell, show_list

ROWS = [
    {"name": "a", "tags": ["x", "y"], "on": True, "note": "one\ttwo\nthree", "more": {"k": 1}},
    {"name": "b", "tags": [], "on": False, "note": None, "more": None},
    {"name": "a", "tags": [], "on": False, "note": 'say "ö"', "more": None},
]
COLUMNS = ("name", "tags", "on", "note")


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        ("table", ["a\tx, y\tyes\tone two three", "b\t\tno\t", 'a\t\tno\tsay "ö"']),
        ("plain", ["a", "b"]),
        (
            "csv",
            [
                "name,tags,on,note",
                'a,"x, y",yes,one two three',
                "b,,no,",
                'a,,no,"say ""ö"""',
            ],
        ),
    ],
)
def test_lines(capsys: pytest.CaptureFixture[str], form: str, lines: list[str]) -> None:
    """A cell is one line and has no tab; plain names are listed once."""
    show_list("things", ROWS, form, columns=COLUMNS, plain="name")
    assert capsys.readouterr().out.splitlines() == lines


def test_json_keeps_everything(capsys: pytest.CaptureFixture[str]) -> None:
    """Every key, with its own type; lines hold the same rows."""
    show_list("things", ROWS, "json", columns=COLUMNS, plain="name")
    assert json.loads(capsys.readouterr().out) == {"version": 1, "things": ROWS}
    show_list("things", ROWS, "jsonl", columns=COLUMNS, plain="name")
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == ROWS


@given(st.text())
def test_a_cell_is_printable(text: str) -> None:
    """No line end, no tab, no escape sequence gets to the terminal."""
    assert cell(text).isprintable()
