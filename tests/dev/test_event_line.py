"""The line of an accepted or refused event."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.dev.event import Event, Level
from evtool.dev.event_line import columns, event_line, fitting
from evtool.dev.screen import visible

ACCEPTED = {
    "stream": "shop.order", "schema": "/shop/order/1.1.0",
    "id": "a4bfb144-969a-4f53-b158-f94479ab4d57", "glance": "order_id A-1001  quantity 2",
}  # fmt: skip
REFUSED = {
    "stream": "shop.order", "schema": "/shop/order/1.1.0", "pointer": "/quantity",
    "why": "should be integer",
}  # fmt: skip


def line(name: str, fields: dict[str, Any], room: int = 100) -> str:
    """The line without colors."""
    event = Event("intake", name, "13 more accepted", Level.INFO, fields=fields)
    return event_line(event, room, lambda text, _: text, visible)


def test_accepted_and_refused_stand_in_columns() -> None:
    """Stream, version of the schema, short id and a glance; or the pointer and the reason."""
    assert line("event.accepted", ACCEPTED) == (
        "accepted  shop.order                 1.1.0  a4bfb144  order_id A-1001  quantity 2"
    )
    assert line("event.refused", REFUSED) == (
        "refused   shop.order                 1.1.0  /quantity  should be integer"
    )
    assert line("events.more", {}) == "13 more accepted"


def test_a_narrow_terminal_gets_one_line_too() -> None:
    """There is no room for the id, and what does not fit is cut off, visibly."""
    assert line("event.accepted", ACCEPTED, 50) == (
        "accepted  shop.order         1.1.0  order_id A-10…"
    )


def test_what_names_nothing_is_told_all_the_same() -> None:
    """A body that is no JSON has no stream and no schema."""
    assert line("event.refused", {"why": "unexpected end"}, 60).split() == [
        "refused", "?", "-", "unexpected", "end",
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "wide"), [("abc", 3), ("日本", 4), ("e\u0301", 1)])
def test_letters_have_widths(text: str, wide: int) -> None:
    """Letters of East Asia take two columns, accents of their own none."""
    assert columns(text) == wide


@given(st.text(), st.integers(1, 40))
def test_it_fits(text: str, room: int) -> None:
    """Never more columns than there are."""
    assert columns(fitting(text, room)) <= room


@given(st.dictionaries(st.sampled_from([*ACCEPTED, *REFUSED]), st.text()), st.integers(20, 120))
def test_hostile_events_stay_on_their_line(fields: dict[str, str], room: int) -> None:
    """No event breaks the line, or reaches the terminal with a control character."""
    for name in ("event.accepted", "event.refused"):
        made = line(name, fields, room)
        assert columns(made) <= room
        assert made.isprintable()
