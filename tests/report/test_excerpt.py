"""Source lines with a marker under what is meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.finding import Finding
from evtool.report.excerpt import excerpt, gutter
from evtool.report.lines import position, split
from evtool.report.visible import cells


def drawn(text: str, line: int, column: int, room: int = 40, **how: Any) -> list[str]:
    """The excerpt of a finding at a place, without its left edge."""
    one = Finding("a.b", "m", Path("x"), line, column, **how)
    return [row.text for row in excerpt(split(text), one, room)]


@pytest.mark.parametrize(
    ("line", "column", "marker"),
    [
        ("  editor_kind: {type: string}", 3, "  ^^^^^^^^^^^"),
        ("  'a b': 1", 3, "  ^^^^^"),
        ('  "a \\" b": 1', 3, "  ^^^^^^^^"),
        ("at: 2024-05-01T12:00:00Z # then", 5, "    ^^^^^^^^^^^^^^^^^^^^"),
        ("[a, b]", 2, " ^"),
        ("[a, b]", 1, "^"),
        ("  all of it  ", 0, "  ^^^^^^^^^"),
        ("short", 99, "     ^"),
        ("", 1, "^"),
        ("", 0, "^"),
        ("\tkey: 1", 2, "    ^^^"),
        ("名前: 一", 1, "^^^^"),
        ("名前: 一", 5, "      ^^"),
        ("e\N{COMBINING ACUTE ACCENT}t\N{COMBINING DIAERESIS}x: y", 8, "     ^"),
    ],
)
def test_the_marker_stands_under_the_token(line: str, column: int, marker: str) -> None:
    """Keys, quoted strings, values with colons; by the width of what stands before."""
    assert drawn(line, 1, column)[-1] == marker


def test_an_end_decides_how_long_the_marker_is() -> None:
    """On the same line, or to the end of the line when more lines belong to it."""
    assert drawn("a: b c d", 1, 4, end_line=1, end_column=7)[-1] == "   ^^^"
    assert drawn("a: b c d \nx", 1, 4, end_line=2, end_column=1)[-1] == "   ^^^^^"


def test_two_lines_before_are_shown() -> None:
    """As many as there are, numbered, with one edge for all."""
    one = Finding("a.b", "m", Path("x"), 10, 1)
    rows = excerpt([f"line{number}" for number in range(1, 12)], one, 40)
    assert [row.text for row in rows] == ["line8", "line9", "line10", "^^^^^^"]
    assert list(gutter(rows)) == [" 8 |", " 9 |", "10 |", "   |"]
    assert drawn("a", 1, 1) == ["a", "^"]


@pytest.mark.parametrize("line", [0, 3, 99])
def test_a_line_that_is_not_there_is_not_shown(line: int) -> None:
    """A finding about the whole file, or about a file that has changed since."""
    assert drawn("a\nb", line, 1) == []


def test_a_long_line_is_cut_around_the_marker() -> None:
    """All lines at the same place, and the marker stays under its token."""
    text = "short\n" + "x" * 500 + " needle " + "y" * 500
    before, line, marker = drawn(text, 2, 502)
    assert (before, len(line)) == ("…", 40)
    assert (line[0], line[-2:]) == ("…", "y…")
    assert line[len(marker) - 6 : len(marker)] == "needle"
    assert marker.strip() == "^" * 6


def test_lines_end_as_in_yaml() -> None:
    """Findings count lines as the YAML reader does."""
    text = "a\r\nb\rc\x85d\u2028e\nf"
    assert split(text) == ["a", "b", "c", "d", "e", "f"]
    assert [position(text, text.index(one)) for one in "abcdef"] == [
        (number, 1) for number in range(1, 7)
    ]


LINE = st.text(st.sampled_from("ab: \t名\N{COMBINING ACUTE ACCENT}'\"[]{}\x1b\u202e"), max_size=120)


@given(LINE, st.integers(0, 130), st.integers(20, 60))
def test_an_excerpt_never_leaves_its_room(line: str, column: int, room: int) -> None:
    """Whatever the line is made of, there is a marker and it is inside."""
    *rows, marker = drawn(line, 1, column, room)
    assert all(cells(row) <= room for row in rows)
    assert set(marker.lstrip()) == {"^"}
    assert cells(marker) <= room


@given(st.text(st.sampled_from("ab\t名é,"), min_size=1, max_size=200), st.data())
def test_the_marker_begins_where_its_character_does(line: str, data: st.DataObject) -> None:
    """Cut or not, the cell above the marker is that of the character that is meant."""
    column = data.draw(st.integers(1, len(line)))
    wanted = line[column - 1]
    row, marker = drawn(line, 1, column, 40)
    offset = len(marker) - len(marker.lstrip())
    at = 0
    for one in row:
        if at == offset:
            assert one == (" " if wanted == "\t" else wanted)
            return
        at += cells(one)
    assert wanted == "\t"  # only blanks at the end of a line are not shown
