"""Ages and sizes as people write them."""

from __future__ import annotations

import pytest

from evtool.log.amount import milliseconds, size


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("30d", 2_592_000_000), ("12h", 43_200_000), ("1.5m", 90_000), ("45s", 45_000), ("5ms", 5)],
)
def test_ages(text: str, wanted: int) -> None:
    """Days, hours, minutes, seconds."""
    assert milliseconds(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("10GB", 10**10), ("1.5MB", 1_500_000), ("2 KiB", 2048), ("7", 7), ("1TB", 10**12)],
)
def test_sizes(text: str, wanted: int) -> None:
    """Decimal units, and binary ones with an i."""
    assert size(text) == wanted


@pytest.mark.parametrize("text", ["", "d", "30", "3 years", "-1d", "1e3s"])
def test_what_is_no_age(text: str) -> None:
    """The message says what can be written."""
    with pytest.raises(ValueError, match="30d"):
        milliseconds(text)
