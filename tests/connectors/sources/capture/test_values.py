"""Values as JSON: exact, in one way."""

from __future__ import annotations

import base64
import datetime
import math
import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.sources.capture import values


@given(st.integers(-(2**70), 2**70))
def test_whole_numbers_keep_all_digits(value: int) -> None:
    """Those that a double would round are text."""
    made = values.whole(value)
    assert int(made) == value
    assert isinstance(made, int) == (float(value) == value and abs(value) < 2**53)


@given(st.floats(width=32))
def test_a_short_float_is_the_stored_one(value: float) -> None:
    """As few digits as tell it from all others of 32 bits."""
    made = values.single(value)
    if not math.isfinite(value):
        assert made is None
    else:
        assert made is not None
        assert struct.pack("<f", made) == struct.pack("<f", value)
        assert len(repr(made)) <= len(repr(value))


@given(st.decimals())
def test_decimals_have_no_exponent(value: Decimal) -> None:
    """NaN and infinite ones are no values."""
    made = values.decimal(value)
    assert (made is None) == (not value.is_finite())
    if made is not None:
        assert "E" not in made
        assert Decimal(made) == value


@given(st.timedeltas(datetime.timedelta(hours=-900), datetime.timedelta(hours=900)))
def test_durations_can_be_read_back(value: datetime.timedelta) -> None:
    """Hours, minutes and seconds, all of the same sign."""
    text = values.duration(value)
    hours, minutes, seconds = text.lstrip("-").split(":")
    back = datetime.timedelta(
        hours=int(hours), minutes=int(minutes), microseconds=round(float(seconds) * 1e6)
    )
    assert (-back if text.startswith("-") else back) == value


@given(st.datetimes(timezones=st.none() | st.just(datetime.timezone(datetime.timedelta(hours=2)))))
def test_instants_are_utc(value: datetime.datetime) -> None:
    """A time without a zone is UTC."""
    try:
        made = datetime.datetime.fromisoformat(values.instant(value))
    except OverflowError:
        return  # year 1 and the zone
    assert made.utcoffset() == datetime.timedelta()
    assert made == (value if value.tzinfo else value.replace(tzinfo=datetime.UTC))


@given(st.binary())
def test_bytes_are_base64(value: bytes) -> None:
    """And come back."""
    assert base64.b64decode(values.binary(value)) == value


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_json_does_not_have(value: float) -> None:
    """Is None, like NULL."""
    assert values.double(value) is None
