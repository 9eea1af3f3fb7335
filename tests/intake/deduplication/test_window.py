"""The identities of the last minutes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evtool.intake.deduplication.identity import SIZE, given_id, identity
from evtool.intake.deduplication.window import PARTS, Window


class Clock:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        """Read it."""
        return self.now


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 50)), max_size=200))
def test_remembered_for_the_whole_time(steps: list[tuple[float, int]]) -> None:
    """Never forgotten before its time, and not much later than it."""
    clock, added = Clock(), dict[bytes, float]()
    window = Window(80.0, 10_000, clock)
    for pause, number in steps:
        clock.now += pause
        name = b"%d" % number
        window.add([name])
        added[name] = clock.now
        for known, moment in added.items():
            age = clock.now - moment
            if age <= 80:
                assert known in window
            if age > 80 + 80 / PARTS + 30 + 1e-6:
                assert known not in window
    assert window.dropped == 0


@given(st.integers(1, 300), st.lists(st.integers(1, 500), max_size=20))
def test_never_more_than_may_be(most: int, sizes: list[int]) -> None:
    """The newest stay; those that had to go early are counted."""
    window, at = Window(60.0, most, Clock()), 0
    for size in sizes:
        window.add([b"%d" % number for number in range(at, at + size)])
        at += size
        assert len(window) <= most
        assert len(window) + window.dropped == at
        if most > 1:
            assert b"%d" % (at - 1) in window


@given(st.text(), st.text(), st.text(), st.text())
def test_identities(stream: str, name: str, other: str, another: str) -> None:
    """Equal for equal streams and ids only."""
    one, two = identity(stream, name), identity(other, another)
    assert (one == two) == ((stream, name) == (other, another))
    assert len(one) == SIZE


def test_what_is_no_id() -> None:
    """Only text counts."""
    assert [given_id(one) for one in (1, {}, {"meta": 1}, {"meta": {"id": 5}})] == [None] * 4
    assert given_id({"meta": {"id": ""}}) is None
