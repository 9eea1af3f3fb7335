"""Waiting before the next attempt."""

from __future__ import annotations

import random

import pytest

from evtool.intake.client.backoff import FIRST, LONGEST, MOST_ASKED, Backoff, retry_after


def test_each_wait_may_be_twice_as_long() -> None:
    """Up to a limit."""
    waits: list[float] = []
    backoff = Backoff(20, waits.append, lambda _low, high: high)
    for attempt in range(12):
        backoff.wait(attempt)
    assert waits[:4] == [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST]
    assert waits[-1] == LONGEST


def test_clients_do_not_come_at_once() -> None:
    """A wait is anywhere below its limit, and never shorter than asked."""
    waits: list[float] = []
    chance = random.Random(1)
    for _ in range(100):
        Backoff(5, waits.append, chance.uniform).wait(3, 2.0)
    assert min(waits) >= 2.0
    assert len(set(waits)) > 90


def test_a_service_cannot_stop_us_for_ever() -> None:
    """Whatever it asks for."""
    waits: list[float] = []
    Backoff(5, waits.append, lambda low, _high: low).wait(0, 1e9)
    assert waits == [MOST_ASKED]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0.0),
        ("7", 7.0),
        ("Thu, 01 Jan 1970 00:01:00 GMT", 50.0),
        ("Thu, 01 Jan 1970 00:00:01 GMT", 0.0),
        ("soon", 0.0),
        ("-1", 0.0),
    ],
)
def test_seconds_and_dates_are_understood(text: str, seconds: float) -> None:
    """Both are in RFC 9110."""
    assert retry_after({"retry-after": text}, lambda: 10.0) == seconds
