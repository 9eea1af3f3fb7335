"""Times as text and as milliseconds."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.intake.event.moment import iso, milliseconds_of

OTHERWISE = -1


@given(st.integers(0, 4_102_444_800_000))
def test_there_and_back(milliseconds: int) -> None:
    """Whatever is written is read again, to the millisecond."""
    assert milliseconds_of(iso(milliseconds), OTHERWISE) == milliseconds


@given(st.integers(0, 4_102_444_800_000), st.integers(-23, 23))
def test_zones(milliseconds: int, hours: int) -> None:
    """The same instant in any zone is the same number."""
    zone = datetime.timezone(datetime.timedelta(hours=hours))
    moment = datetime.datetime.fromtimestamp(milliseconds / 1000, zone)
    assert milliseconds_of(moment.isoformat(), OTHERWISE) == milliseconds


@given(st.one_of(st.text(), st.text("0123456789-:TtZz.+ W", max_size=40), st.integers(), st.none()))
def test_anything_else(value: object) -> None:
    """What says no time with an offset is the time of receipt; nothing fails."""
    assert isinstance(milliseconds_of(value, OTHERWISE), int)


@pytest.mark.parametrize(
    "text",
    [
        "", "2024", "2024-02-30T00:00:00Z", "2024-01-01T00:00:00", "2024-01-01T25:00:00Z", "now",
        "2024-01-01T00:00:60Z", "9" * 100, "0000-01-01T00:00:00Z", "\u0662024-01-01T00:00:00Z",
    ],
)  # fmt: skip
def test_no_times(text: str) -> None:
    """Impossible, without offset, or no time at all."""
    assert milliseconds_of(text, OTHERWISE) == OTHERWISE


@pytest.mark.parametrize("letters", ["T Z", "t z", "T z", "t Z"])
def test_letters_may_be_small(letters: str) -> None:
    """RFC 3339, section 5.6; validators take them, so the record has their time."""
    text = "2023-11-14{}22:13:20.007{}".format(*letters.split())
    assert milliseconds_of(text, OTHERWISE) == 1_700_000_000_007


def test_the_form() -> None:
    """As JavaScript writes it."""
    assert iso(1_700_000_000_007) == "2023-11-14T22:13:20.007Z"
    assert iso(0) == "1970-01-01T00:00:00.000Z"
