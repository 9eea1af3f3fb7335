"""A token bucket."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evtool.intake.rate.bucket import Bucket
from evtool.intake.rate.limited import LONGEST_WAIT, retry_after


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Read it."""
        return self.now


def test_a_burst_then_the_rate() -> None:
    """A full bucket lets its depth pass at once; then one each interval."""
    clock = Clock()
    bucket = Bucket(2.0, 3, clock)
    assert [bucket.take() for _ in range(3)] == [0.0] * 3
    assert bucket.take() == 0.5
    clock.now += 0.5
    assert (bucket.take(), bucket.take()) == (0.0, 0.5)
    clock.now += 100
    assert [bucket.take() for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]


@given(
    st.floats(0.01, 1e6),
    st.integers(1, 1000),
    st.lists(st.floats(0, 10), min_size=1, max_size=300),
)
def test_never_more_than_it_may(rate: float, depth: int, pauses: list[float]) -> None:
    """Over any time, no more pass than fit in and were added; who waits as told passes."""
    clock = Clock()
    bucket = Bucket(rate, depth, clock)
    passed = 0
    for pause in pauses:
        clock.now += pause
        wait = bucket.take()
        passed += not wait
        assert passed <= depth + rate * (clock.now - 1000.0) + 1e-3
        if wait:
            clock.now += wait * (1 + 1e-6) + 1e-6
            assert bucket.take() == 0.0
            passed += 1


@given(st.floats(0, 1e9), st.floats(0, 1))
def test_when_to_try_again(wait: float, chance: float) -> None:
    """Not before there is room, not all at once, and within a minute."""
    seconds = retry_after(wait, chance)
    assert min(wait, LONGEST_WAIT) <= seconds <= LONGEST_WAIT
    assert seconds <= 2 * wait + 4
