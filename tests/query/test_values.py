"""What DuckDB answers, as JSON has it."""

import json
from decimal import Decimal

import pytest

from evtool.query.values import plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (float("nan"), '"nan"'),
        (float("-inf"), '"-inf"'),
        ([1.5, float("inf")], '[1.5, "inf"]'),
        (Decimal("2.50"), "2.5"),
        (Decimal("2.00"), "2"),
        (Decimal("1e30"), "1" + "0" * 30),
        (Decimal("12345678901234567890.123456789"), '"12345678901234567890.123456789"'),
        (Decimal("0.000000000000000000000000000001"), "1e-30"),
    ],
)
def test_numbers_are_those_of_json_or_texts(value: object, text: str) -> None:
    """JSON has no NaN, and its readers no room for all digits: a text loses neither."""
    assert json.dumps(plain(value)) == text
