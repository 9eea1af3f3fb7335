"""How deep values are nested."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.depth import MOST_ENDS, can_be_written, depth_of

VALUES = st.recursive(
    st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


def slowly(value: Any) -> int:
    """The same by definition."""
    if isinstance(value, dict):
        return 1 + max(map(slowly, value.values()), default=0)
    return 1 + max(map(slowly, value), default=0) if isinstance(value, list) else 0


@given(VALUES, st.integers(0, 20))
def test_as_defined(value: Any, most: int) -> None:
    """Exactly up to the limit, and just beyond it for all that is deeper."""
    assert depth_of(value, most) == min(slowly(value), most + 1)


@pytest.mark.parametrize(("depth", "fits"), [(MOST_ENDS, True), (MOST_ENDS + 1, False)])
def test_what_can_be_written(depth: int, *, fits: bool) -> None:
    """The limit is where orjson has room for all that ends."""
    value: Any = 1
    for at in range(depth):
        value = [value] if at % 2 else {"a": value}
    assert can_be_written(value) is fits
