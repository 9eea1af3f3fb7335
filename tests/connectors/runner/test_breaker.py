"""The share of failures among the last records."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.runner.breaker import FEWEST, WINDOW, Breaker

_STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 2 * WINDOW)), max_size=12)


@given(_STEPS, st.floats(0, 1))
def test_it_counts_the_last_records(steps: list[tuple[bool, int]], most: float) -> None:
    """Whatever came before the window has no say."""
    breaker = Breaker(most)
    whole: list[bool] = []
    for failed, count in steps:
        (breaker.fail if failed else breaker.succeed)(count)
        whole += [failed] * count
    last = whole[-WINDOW:]
    assert breaker.seen == len(last)
    assert breaker.failed == sum(last)
    assert breaker.is_open() == (sum(last) >= FEWEST and sum(last) > most * len(last))


def test_a_quiet_stream_may_begin_badly() -> None:
    """A few failures are no reason to stop, even if there is nothing else."""
    breaker = Breaker(0.0)
    breaker.fail(FEWEST - 1)
    assert not breaker.is_open()
    breaker.fail(1)
    assert breaker.is_open()


def test_everything_may_be_borne() -> None:
    """With 1 no share is too large."""
    breaker = Breaker(1.0)
    breaker.fail(WINDOW)
    assert not breaker.is_open()


def test_those_that_came_with_failures_count_as_delivered() -> None:
    """A sink that names fifty bad records of five thousand at once is in order."""
    breaker = Breaker(0.5)
    breaker.fail(FEWEST)
    assert breaker.is_open()
    assert not breaker.is_open(others=10 * FEWEST)
