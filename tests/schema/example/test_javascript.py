"""How JavaScript reads values."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.example import javascript
from evtool.schema.example.javascript import UNDEFINED

TEXTS: list[tuple[Any, str]] = [
    (0, "0"),
    (-0.0, "0"),
    (5.0, "5"),
    (-1.25, "-1.25"),
    (0.1, "0.1"),
    (1e-6, "0.000001"),
    (1.5e-7, "1.5e-7"),
    (1e20, "100000000000000000000"),
    (1e21, "1e+21"),
    (-1.5e300, "-1.5e+300"),
    (2**60, "1152921504606847000"),
    (10**400, "Infinity"),
    (math.nan, "NaN"),
    (True, "true"),
    (None, "null"),
    (UNDEFINED, "undefined"),
    ({}, "[object Object]"),
    ([1, None, [2, "a"]], "1,,2,a"),
]


@pytest.mark.parametrize(("value", "text"), TEXTS)
def test_text(value: Any, text: str) -> None:
    """A value becomes the text that `String` makes."""
    assert javascript.text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_number_text_is_read_back(value: float) -> None:
    """The text of a number is that number."""
    assert float(javascript.number_text(value)) == value


@pytest.mark.parametrize("value", [None, UNDEFINED, False, 0, 0.0, math.nan, ""])
def test_falsy(value: Any) -> None:
    """Nothing, zero and empty text do not hold."""
    assert not javascript.truthy(value)


@pytest.mark.parametrize("value", [[], {}, "0", -1, True])
def test_truthy(value: Any) -> None:
    """Everything else holds, even what is empty."""
    assert javascript.truthy(value)


NUMBERS = [
    ("", 0),
    (" 12 ", 12),
    ("1e3", 1000),
    (".5", 0.5),
    (True, 1),
    (None, 0),
    ([], 0),
    ([7], 7),
]


@pytest.mark.parametrize(("value", "number"), NUMBERS)
def test_number(value: Any, number: float) -> None:
    """A value counts as the number that `Number` makes."""
    assert javascript.number(value) == number


@pytest.mark.parametrize("value", ["a", "1a", {}, [1, 2], UNDEFINED])
def test_no_number(value: Any) -> None:
    """What is no number counts as NaN."""
    assert math.isnan(javascript.number(value))


def test_key_order() -> None:
    """Whole numbers come first, ascending; others stay in their order."""
    names = ["b", "10", "a", "9", "01", "-1", "4294967295", "0"]
    assert javascript.ordered(names) == ["0", "9", "10", "b", "a", "01", "-1", "4294967295"]


@given(st.text())
def test_units_are_put_together_again(text: str) -> None:
    """A text survives being cut into 16-bit units."""
    assert javascript.from_units(javascript.units(text)) == text
    assert len(javascript.units(text)) == len(text.encode("utf-16-le", "surrogatepass")) // 2
