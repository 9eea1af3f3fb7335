"""Hostile text made harmless, and how wide text is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.report.visible import cells, chunks, cut, expand, inert, one_line, visible, wrap

ANY = st.text(st.characters(exclude_categories=()))


@given(ANY)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    """No control character, no change of direction, nothing UTF-8 cannot carry."""
    for shown in (visible(text), expand(text), one_line(text)):
        shown.encode()
        assert not {unicodedata.category(one) for one in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert len(visible(text)) == len(text)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("::error::x", "\\::error::x"),
        ("   ::set-output name=a::b", "   \\::set-output name=a::b"),
        ("see a ##[group]b and ##vso[task]", "see a #\\#[group]b and #\\#vso[task]"),
        ("a::b ## c", "a::b ## c"),
    ],
)
def test_a_log_line_is_no_command(line: str, shown: str) -> None:
    """CI services obey lines that begin with two colons, and older marks anywhere."""
    assert inert(line) == shown


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("page", 4),
        ("名前", 4),
        ("e\N{COMBINING ACUTE ACCENT}", 1),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}", 2),
        ("é", 1),
        ("", 0),
    ],
)
def test_width_is_that_of_a_terminal(text: str, width: int) -> None:
    """Wide characters take two cells, combining marks none."""
    assert cells(text) == width


def test_tabs_lead_to_the_next_stop() -> None:
    """Four cells at most, counted in cells and not in characters."""
    assert expand("\ta\tb") == "    a   b"
    assert expand("名\tb") == "名  b"


@given(ANY, st.integers(20, 60))
def test_text_fits_into_its_room(text: str, room: int) -> None:
    """Cut text has an ellipsis; chunks hold all of it; words stay whole."""
    shown = visible(text)
    short = cut(shown, room)
    assert cells(short) <= room
    assert short == shown or (short.endswith("…") and shown.startswith(short[:-1]))
    assert "".join(chunks(shown, room)) == shown
    assert all(cells(line) <= room for line in chunks(shown, room))
    assert " ".join(wrap(text, room)).split() == one_line(text).split()
    assert all(cells(line) <= room or " " not in line for line in wrap(text, room))
