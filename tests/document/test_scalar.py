"""What plain scalars mean."""

import datetime
import math

import pytest

from evtool.document.scalar import plain_scalar


@pytest.mark.parametrize(
    "text", ["yes", "no", "on", "off", "y", "1.2.3", "0o17", "08", "1_", "-", "--", "+", "."]
)
def test_words_of_other_yamls_are_texts(text: str) -> None:
    """Only what js-yaml 3 reads as something else is something else."""
    assert plain_scalar(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("~", None), ("", None), ("NULL", None), ("True", True), ("FALSE", False),
        ("12", 12), ("-7", -7), ("1_000", 1000), ("017", 15), ("0x1f", 31), ("0b101", 5),
        ("12:30", 750), ("1:00:00", 3600), ("1e5", 100000.0), (".5", 0.5), ("1.", 1.0),
        ("9007199254740993", 9007199254740993), ("-.inf", -math.inf), ("1:30.5", 90.5),
    ],
)  # fmt: skip
def test_scalars(text: str, value: object) -> None:
    """Null, booleans and numbers in every spelling."""
    made = plain_scalar(text)
    assert made == value
    assert type(made) is type(value)


def test_not_a_number() -> None:
    """`.nan` is a number that equals nothing."""
    made = plain_scalar(".NaN")
    assert isinstance(made, float)
    assert math.isnan(made)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-01-02", (2021, 1, 2)),
        ("2021-01-02T03:04:05Z", (2021, 1, 2, 3, 4, 5)),
        ("2021-01-02 03:04:05.25 +01:00", (2021, 1, 2, 2, 4, 5, 250000)),
        ("2021-01-02t03:04:05-00:30", (2021, 1, 2, 3, 34, 5)),
    ],
)
def test_timestamps_are_moments_in_utc(text: str, moment: tuple[int, ...]) -> None:
    """An unquoted time stamp is a moment, not a text."""
    assert plain_scalar(text) == datetime.datetime(*moment, tzinfo=datetime.UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    "text", ["2021-13-45", "2021-1-2", "2021-01-02T25:00:00Z", "9999-12-31T23:59:59-05:00"]
)
def test_impossible_dates_stay_texts(text: str) -> None:
    """What is no date stays what it was."""
    assert plain_scalar(text) == text


def test_only_a_decimal_zero_loses_its_sign() -> None:
    """js-yaml reads `-0` as 0, and `-0.0` and `-0x0` as negative zero."""
    signs = [math.copysign(1, float(str(plain_scalar(text)))) for text in ("-0", "-0.0", "-0x0")]
    assert signs == [1, -1, -1]
