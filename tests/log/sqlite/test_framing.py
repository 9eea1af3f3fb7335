"""Rows hold what entries were, whatever they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from evtool.log.record import Headers
from evtool.log.sqlite.framing import pack, pack_one, unpack_extras, unpack_times, unpack_values

VALUES = some.binary(max_size=20) | some.sampled_from([b"", b"\n", b"a\nb", b"\r\n" * 3])
HEADERS = some.lists(some.tuples(some.text(max_size=5), some.binary(max_size=5)), max_size=3)
ENTRIES = some.lists(
    some.tuples(
        VALUES,
        some.integers(-(2**63), 2**63 - 1),
        some.none() | some.binary(max_size=5),
        HEADERS.map(tuple),
    ),
    min_size=1,
    max_size=12,
)


@given(ENTRIES, some.integers(0, 15))
def test_what_is_packed_comes_out(
    entries: list[tuple[bytes, int, bytes | None, Headers]], start: int
) -> None:
    """Values from any one on, times, keys and headers are as they were."""
    values, times, keys, headers = zip(*entries, strict=True)
    batch = pack(values, times, keys, headers)
    assert unpack_values(batch, start) == list(values[start:])
    assert list(unpack_times(batch)) == list(times)
    assert tuple(map(tuple, unpack_extras(batch))) == (keys, headers)


def test_payload_is_lines() -> None:
    """Any tool reads the values of a row as JSON lines."""
    batch = pack([b"{}", b"[1]"], [1, 2], [None, None], [(), ()])
    assert batch.payload == b"{}\n[1]"
    assert batch.extras == b""
    assert pack([b"[1]"], [2], [None], [()]) == pack_one(b"[1]", 2)


@pytest.mark.parametrize("count", [1, 2])
def test_times_have_64_bits(count: int) -> None:
    """A larger timestamp is refused, not cut."""
    with pytest.raises(OverflowError):
        pack([b"x"] * count, [2**63] * count, [None] * count, [()] * count)
