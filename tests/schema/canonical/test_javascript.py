"""Numbers and times, against what JavaScript writes."""

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.canonical.javascript import js_date, js_number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-1.5, "-1.5"),
        (0.1, "0.1"),
        (9007199254740991, "9007199254740991"),
        (2**53 + 1, "9007199254740992"),
        (2**63 - 1, "9223372036854776000"),
        (-(2**63), "-9223372036854776000"),
        (1e16, "10000000000000000"),
        (123456789012345680000, "123456789012345680000"),
        (10**21, "1e+21"),
        (-1.5e300, "-1.5e+300"),
        (1e-6, "0.000001"),
        (-1.25e-5, "-0.0000125"),
        (1e-7, "1e-7"),
        (5e-324, "5e-324"),
        (10**400, "Infinity"),
        (-(10**400), "-Infinity"),
        (math.nan, "NaN"),
    ],
)
def test_numbers(number: float, text: str) -> None:
    """A number is written as JavaScript's `String` writes it."""
    assert js_number(number) == text


@given(st.floats(allow_nan=False) | st.integers(-(2**60), 2**60))
def test_a_written_number_is_the_same_double(number: float) -> None:
    """What is written reads back as the double the number is in JavaScript."""
    assert float(js_number(number)) == float(number)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2021, 1, 1, tzinfo=UTC), "2021-01-01T00:00:00.000Z"),
        (
            datetime(2021, 1, 1, 1, 2, 3, 456999, UTC).replace(tzinfo=None),
            "2021-01-01T01:02:03.456Z",
        ),
        (datetime(21, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))), "0021-01-01T00:00:00.000Z"),
    ],
)
def test_dates(moment: datetime, text: str) -> None:
    """A point in time is written in UTC, in milliseconds."""
    assert js_date(moment) == text
