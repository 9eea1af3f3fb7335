"""Cells for buckets: of one process, and shared by several."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.intake.rate import ledger
from evtool.intake.rate.bucket import Bucket
from evtool.intake.rate.ledger import SharedLedger, private, shared_file


@pytest.fixture
def descriptor() -> Iterator[int]:
    """Give a file for ledgers."""
    with shared_file() as descriptor:
        yield descriptor


def test_a_private_cell_is_of_nobody_else() -> None:
    """Two cells of one name are two."""
    one, other = private("a", 1.5), private("a", 2.5)
    one[0] = 3.0
    assert (one[0], other[0]) == (3.0, 2.5)


@given(st.lists(st.tuples(st.text(max_size=20), st.floats(0, 1e9)), max_size=40))
def test_one_cell_a_name(asked: list[tuple[str, float]]) -> None:
    """The first to ask says what is in it; all later ones see that, in every process."""
    expected: dict[str, float] = {}
    with shared_file() as file:
        ledgers = [SharedLedger(file), SharedLedger(os.dup(file))]
        for at, (name, start) in enumerate(asked):
            cell = ledgers[at % 2](name, start)
            assert cell[0] == expected.setdefault(name, start)
            cell[0] = expected[name] = start + 1
        for name, number in expected.items():
            assert [one(name, -1.0)[0] for one in ledgers] == [number] * 2


def test_names_with_the_same_place(descriptor: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """They find others beside it, as long as there are any; then each process counts alone."""
    monkeypatch.setattr(ledger, "PLACES", 4)
    shared = SharedLedger(descriptor)
    cells = [shared(f"n{at}", float(at)) for at in range(4)]
    assert [cell[0] for cell in cells] == [0.0, 1.0, 2.0, 3.0]
    alone = shared("one too many", 9.0)
    alone[0] = 5.0
    assert shared("one too many", 9.0)[0] == 9.0
    assert [cell[0] for cell in cells] == [0.0, 1.0, 2.0, 3.0]


def test_another_process_sees_it(descriptor: int) -> None:
    """What one takes, the other has not any more."""
    script = (
        "import sys; from evtool.intake.rate.bucket import Bucket;"
        "from evtool.intake.rate.ledger import SharedLedger;"
        "bucket = Bucket(0.001, 5, ledger=SharedLedger(int(sys.argv[1])), name='a');"
        "print([bool(bucket.take()) for _ in range(3)])"
    )
    mine = Bucket(0.001, 5, ledger=SharedLedger(descriptor), name="a")
    assert [mine.take() for _ in range(3)] == [0.0] * 3
    command = [sys.executable, "-c", script, str(descriptor)]
    done = subprocess.run(
        command, pass_fds=[descriptor], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[False, False, True]"
    assert mine.take() > 0
