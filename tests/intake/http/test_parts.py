"""The parts of a body."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from evtool.intake.http.parts import Parts


@given(st.lists(st.binary(max_size=4), max_size=600))
def test_all_of_them_in_order(given_parts: list[bytes]) -> None:
    """However many there are."""
    parts = Parts()
    for part in given_parts:
        parts.add(part)
    assert parts.size == sum(map(len, given_parts))
    assert parts.join() == b"".join(given_parts)
    parts.clear()
    assert (parts.size, parts.join()) == (0, b"")


def test_one_part_is_not_copied() -> None:
    """As nearly all bodies come."""
    parts, part = Parts(), b"x" * 1000
    parts.add(part)
    assert parts.join() is part


def test_tiny_parts_take_little_more_than_their_bytes() -> None:
    """A client must not make the service keep a multiple of what it sends."""
    tracemalloc.start()
    parts = Parts()
    for at in range(300_000):
        parts.add(b"%02d" % (at % 100))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 2 * parts.size
