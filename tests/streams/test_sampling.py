"""Samples: evtool's, and those of the clients in the field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.streams.sampling import (
    Sample,
    SampleError,
    draw,
    in_population,
    mediawiki_sampled,
    sample_of,
    sampled,
)

IDS = st.integers(0, 2**32 - 1).map(lambda number: f"{number:08x}")
RATES = st.floats(0, 1, allow_nan=False)


def theirs(identifier: str, rate: Any, unit: Any = "session") -> bool:
    """What a JavaScript client decides."""
    settings = {"sample": {"unit": unit, "rate": rate}}
    return mediawiki_sampled(settings, {"session": identifier, "pageview": identifier})


@pytest.mark.parametrize(
    ("identifier", "rate", "expected"),
    [
        ("00000000", 0.0001, True),
        ("ffffffff", 1, False),
        ("fffffffe", 1, True),
        ("7fffffff", 0.5, True),
        ("80000000", 0.5, False),
        ("19999999", 0.1, True),
        ("1999999a", 0.1, False),
        ("", 0.1, False),
        ("zzzzzzzz", 1, False),
        ("00000000", 0, False),
        ("00000000", 1.5, False),
        ("00000000ffffffff", 0.1, True),
        ("0x1fffff", 0.1, True),
        ("12zz", 0.1, True),
        ("-1", 0.1, True),
        ("0x", 1, False),
        ("00000000", "0.5", True),
        ("00000000", None, False),
        ("00000000", [1], False),
    ],
)
def test_vectors_of_the_field(identifier: str, rate: Any, *, expected: bool) -> None:
    """Recorded decisions, and what JavaScript makes of odd values."""
    assert theirs(identifier, rate) is expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (None, False),
        ({}, True),
        ({"sample": None}, True),
        ({"sample": {}}, False),
        ({"sample": {"rate": 1}}, False),
        ({"sample": {"unit": "device", "rate": 1}}, False),
        ({"sample": {"unit": ["session"], "rate": 1}}, False),
        ({"sample": {"unit": "pageview", "rate": 1}}, True),
        ({"sample": "session"}, False),
    ],
)
def test_what_is_no_sample_sends_nothing(settings: Any, *, expected: bool) -> None:
    """Without a sample everything is sent; with a wrong one nothing is."""
    assert mediawiki_sampled(settings, {"session": "0" * 8, "pageview": "0" * 8}) is expected


def test_the_old_helper_divides() -> None:
    """One identifier in so many."""
    assert in_population("0000000a", 5)
    assert not in_population("0000000b", 5)
    assert not in_population("zz", 5)
    assert not in_population("00000000", 0)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (5, "must be a map"),
        ({"rate": 1}, "no unit"),
        ({"unit": "sesion", "rate": 1}, "'sesion' is no unit"),
        ({"unit": "device", "rate": 1}, "'device' is no unit"),
        ({"unit": "session"}, "no rate"),
        ({"unit": "session", "rate": 2}, "2 is no rate"),
        ({"unit": "session", "rate": True}, "True is no rate"),
        ({"unit": "session", "rate": "1"}, "'1' is no rate"),
        ({"unit": "session", "rate": 1, "salt": 5}, "salt"),
        ({"unit": "session", "rate": 1, "windows": {}}, "list of maps"),
        ({"unit": "session", "rate": 1, "windows": [{"from": "x", "rate": 1}]}, "no time"),
    ],
)
def test_a_wrong_sample_is_an_error(raw: Any, said: str) -> None:
    """At load, not a silent drop."""
    with pytest.raises(Exception, match=said):
        sample_of({"sample": raw})


def test_the_nearest_unit_is_named() -> None:
    """A misspelt unit is answered."""
    with pytest.raises(SampleError) as caught:
        sample_of({"sample": {"unit": "sesion", "rate": 1}})
    assert caught.value.hint == "did you mean 'session'?"


def test_a_sample_is_read() -> None:
    """Without the setting, everything is sent."""
    assert sample_of({}) is None
    made = sample_of({"sample": {"unit": "session", "rate": 0.5, "salt": "s"}})
    assert made == Sample("session", 0.5, "s")


@given(IDS)
def test_everything_and_nothing(identifier: str) -> None:
    """A rate of 1 lets all in, also without an identifier; a rate of 0 none."""
    assert sampled(None, identifier)
    assert sampled(Sample("session", 1), identifier)
    assert sampled(Sample("session", 1), None)
    assert not sampled(Sample("session", 0), identifier)
    assert not sampled(Sample("session", 0.999), None)


@given(IDS, RATES, RATES)
def test_samples_are_nested(identifier: str, one: float, other: float) -> None:
    """Who is in a smaller sample is in a larger one."""
    small, large = sorted((one, other))
    if sampled(Sample("session", small), identifier):
        assert sampled(Sample("session", large), identifier)
    if theirs(identifier, small) and large > 0:
        assert theirs(identifier, large)


@given(IDS, RATES)
def test_both_ways_agree_but_for_the_edges(identifier: str, rate: float) -> None:
    """They differ for one identifier at most."""
    number = int(identifier, 16)
    if abs(number - rate * 2**32) > 2:
        assert sampled(Sample("session", rate), identifier) is (theirs(identifier, rate))


def test_salts_make_samples_independent() -> None:
    """Of 2000 identifiers, about a quarter is in both of two halves."""
    ids = [f"{number * 2_654_435_761 % 2**32:08x}" for number in range(2000)]
    one, other = Sample("session", 0.5, "a"), Sample("session", 0.5, "b")
    both = sum(sampled(one, each) and sampled(other, each) for each in ids)
    assert 400 < both < 600
    assert draw("a0") != draw("a0", "salt")
    assert draw("no hexadecimal digits") == draw("no hexadecimal digits")


def test_windows_have_rates_of_their_own() -> None:
    """The first window that fits counts; outside all, the rate of the sample."""
    windows = [
        {"from": "2025-03-10", "until": "2025-03-17", "rate": 1},
        {"until": "2025-06-01", "rate": 0},
    ]
    made = sample_of({"sample": {"unit": "session", "rate": 0.5, "windows": windows}})
    assert made is not None
    days = {(3, 9): 0, (3, 10): 1, (3, 16): 1, (3, 17): 0, (6, 1): 0.5}
    for (month, day), rate in days.items():
        assert made.rate_at(datetime(2025, month, day, tzinfo=UTC)) == rate
    assert made.rate_at(None) == 0.5
    assert sampled(made, "ffffffff", datetime(2025, 3, 12, tzinfo=UTC))
