"""When streams are produced."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from evtool.streams.window import ALWAYS, WindowError, is_active, window_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, True),
        ({"active": {}}, True),
        ({"active": {"from": "2026-03-01"}}, True),
        ({"active": {"from": "2026-03-01T12:00:00Z"}}, True),
        ({"active": {"from": "2026-03-01T12:00:01Z"}}, False),
        ({"active": {"until": "2026-03-01T12:00:00Z"}}, False),
        ({"active": {"until": "2026-03-01T13:00:00+00:30"}}, True),
        ({"expires": "2026-03-02"}, True),
        ({"expires": "2026-03-01"}, False),
    ],
)
def test_active(settings: dict[str, Any], *, expected: bool) -> None:
    """A window has its first moment and not its last; an expired stream is not produced."""
    assert is_active(settings, NOON) is expected


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (5, "must be a map"),
        ({"from": "soon"}, "'soon' is no time"),
        ({"from": 5}, "5 is no time"),
        ({"from": "2026-03-01", "until": "2026-03-01"}, "not after"),
    ],
)
def test_what_is_no_window(value: Any, said: str) -> None:
    """It is an error, with the repair."""
    with pytest.raises(WindowError, match=said) as caught:
        window_of(value)
    assert caught.value.hint


def test_no_window_is_always() -> None:
    """Without one, every moment is in it."""
    assert window_of(None) is ALWAYS
    assert ALWAYS.holds(NOON)
