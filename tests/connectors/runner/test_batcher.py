"""When a batch is due."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.batch import Delivery
from evtool.connectors.config import DeliveryConfig
from evtool.connectors.runner.batcher import Batcher
from evtool.log.record import Record

_STEPS = st.lists(st.tuples(st.integers(0, 50), st.floats(0, 2)), max_size=60)


@given(_STEPS, st.integers(1, 8), st.integers(1, 120), st.floats(0.01, 3))
def test_nothing_waits_longer_than_said(
    steps: list[tuple[int, float]], rows: int, size: int, seconds: float
) -> None:
    """A batch is due by rows, by bytes or by the age of its first record, and never before."""
    batcher = Batcher(DeliveryConfig("t", batch_rows=rows, batch_bytes=size, batch_seconds=seconds))
    now = first = 0.0
    held: list[int] = []
    for offset, (length, later) in enumerate(steps):
        now += later
        assert batcher.is_due(now) == (
            bool(held) and (len(held) >= rows or sum(held) >= size or now >= first + seconds)
        )
        if batcher.is_due(now):
            assert len(batcher.take()) == len(held)
            held = []
        first = first if held else now
        batcher.add(Delivery(Record("t", 0, offset, 0, None, (), b"x" * length)), now)
        held.append(length)
        assert batcher.size == sum(held)
        assert len(batcher) == len(held)


def test_an_empty_batch_is_never_due() -> None:
    """There is nothing to deliver, however long nothing came."""
    batcher = Batcher(DeliveryConfig("t"))
    assert batcher.wait(10.0**9) is None
    assert not batcher.is_due(10.0**9)
