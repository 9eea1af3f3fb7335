"""Values as JSON: exact, in one way."""

from __future__ import annotations

import base64
import datetime
import json
import math
import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.sources import values
from evtool.connectors.sources.values import json_value


@given(st.integers(-(2**70), 2**70))
def test_whole_numbers_keep_all_digits(value: int) -> None:
    """Those that a double would round are text."""
    made = values.whole(value)
    assert int(made) == value
    assert isinstance(made, int) == (float(value) == value and abs(value) < 2**53)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("made", [values.whole, json_value, lambda one: values.plain(one, str)])
def test_the_largest_number(made: Callable[[int], Any], sign: int) -> None:
    """It is the one that JavaScript calls MAX_SAFE_INTEGER, and schemas have as a bound."""
    assert made(sign * (2**53 - 1)) == sign * (2**53 - 1)
    assert made(sign * 2**53) == str(sign * 2**53)


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


def test_values_as_json() -> None:
    """Nothing is rounded; moments are in UTC."""
    zone = datetime.timezone(datetime.timedelta(hours=2))
    cases: list[tuple[Any, Any]] = [
        (Decimal("1.10"), "1.10"),
        (Decimal("1E+3"), "1000"),
        (2**53 + 1, str(2**53 + 1)),
        (datetime.datetime(2026, 1, 1, 12, tzinfo=zone), "2026-01-01T10:00:00Z"),
        (datetime.datetime(2026, 1, 1, 12, 0, 0, 5), "2026-01-01T12:00:00.000005Z"),  # noqa: DTZ001
        (datetime.date(2026, 1, 1), "2026-01-01"),
        (datetime.timedelta(hours=-30, microseconds=5), "-29:59:59.999995"),
        (b"\x00\xff", "AP8="),
        (float("nan"), None),
        ({"a": [1, Decimal(2)]}, {"a": [1, "2"]}),
    ]
    for value, expected in cases:
        assert json_value(value) == expected


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
        | st.decimals(allow_nan=False, allow_infinity=False) | st.datetimes() | st.dates()
        | st.times() | st.timedeltas(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)  # fmt: skip
def test_every_value_is_json(value: Any) -> None:
    """Whatever a database gives; to make it JSON again changes nothing."""
    made = json_value(value)
    assert json_value(json.loads(json.dumps(made, allow_nan=False))) == made
