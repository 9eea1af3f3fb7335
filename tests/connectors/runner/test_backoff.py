"""The pauses between attempts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.runner.backoff import FIRST, LONGEST, pause


@given(st.integers(0, 10**6), st.floats(0, 1, exclude_max=True))
def test_pauses_are_bounded(attempt: int, chance: float) -> None:
    """None is longer than the longest, none shorter than half of the first."""
    assert FIRST / 2 <= pause(attempt, lambda: chance) <= LONGEST


@given(st.integers(0, 5), st.floats(0, 1, exclude_max=True))
def test_pauses_grow(attempt: int, chance: float) -> None:
    """Each is twice the one before, as long as none is the longest."""
    first, second = (pause(attempt + more, lambda: chance) for more in (0, 1))
    assert second == 2 * first
