"""The position moves over whole transactions only, however they are cut."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.source import Change
from evtool.connectors.sources.capture import batching
from evtool.connectors.sources.capture.batching import Batching
from evtool.connectors.sources.capture.options import CaptureOptions, TableOptions
from evtool.connectors.sources.capture.progress import first_progress
from evtool.connectors.sources.capture.row import RowChange

OPTIONS = CaptureOptions(
    tables={"a.b": TableOptions(stream="s", schema="/s/1.0.0")}, snapshot=False
)


def row(number: int) -> RowChange:
    """An inserted row."""
    return RowChange("a.b", "insert", None, {"id": number}, ("id",), "now", str(number))


@given(
    sizes=st.lists(st.integers(0, 7), max_size=20),
    cuts=st.lists(st.booleans(), min_size=1, max_size=30),
)
def test_positions(sizes: list[int], cuts: list[bool]) -> None:
    """After each change of a batch the position is that of a commit that is behind it."""
    cutting, clock = itertools.cycle(cuts), itertools.count(0, 100)
    batches, made = [], Batching(OPTIONS, first_progress(0, OPTIONS), lambda: next(clock))
    transaction_of = {}
    for transaction, size in enumerate(sizes, start=1):
        for number in range(size):
            transaction_of[(transaction, number)] = transaction
            made.add(row(number), [transaction, number], 1)
            if next(cutting):
                batches.append(made.take())
        made.commit(transaction)
        if next(cutting):
            batches.append(made.take())
    batches.append(made.take())
    flat: list[Change] = [one for batch in batches for one in batch]
    done = [tuple(one.identity) for one in flat if one.event is not None]
    assert done == list(transaction_of)
    seen: set[Any] = set()
    for one in flat:
        if one.event is not None:
            seen.add(tuple(one.identity))
        reached = one.position["log"]
        assert all(key in seen for key, at in transaction_of.items() if at <= reached)
    if sizes:
        assert flat[-1].position["log"] == len(sizes)


def test_quiet_positions_come_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions of others are no reason to write the position each second."""
    now = [0.0]
    made = Batching(OPTIONS, first_progress(0, OPTIONS), lambda: now[0])
    made.commit(1)
    assert made.take() == []
    now[0] = 11
    (moved,) = made.take()
    assert (moved.event, moved.position["log"]) == (None, 1)
    assert made.take() == []
    monkeypatch.setattr(batching, "ROWS", 2)
    made.add(row(1), [1], 1)
    assert not made.full
    made.add(row(2), [2], 1)
    assert made.full
