"""JSON numbers as exact numbers: 0.1 is one tenth, 1.0 is 1."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, TypeGuard

from evtool.schema.compatibility.reading.problem import UnreadableSchema

Number = int | Fraction

_SAFE: Final = 2.0**53
_LARGE: Final = 10**22


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether a JSON value is a number; Python's booleans are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def exact(value: float) -> Number:
    """A number of a document as the decimal number that it is written as.

    Raises:
        UnreadableSchema: It is infinite or no number.
    """
    if isinstance(value, int):
        return value
    if value.is_integer() and -_SAFE < value < _SAFE:
        return int(value)
    try:
        return Fraction(repr(value))
    except ValueError as error:
        raise UnreadableSchema(f"the number {value} cannot be represented") from error


def divides(one: Number, other: Number) -> bool:
    """Whether `other` is a multiple of `one`, which is above zero."""
    return Fraction(other, one).denominator == 1


def is_multiple(value: float, of: Number) -> bool | None:
    """Whether a number is a multiple; None where validators that compute roughly differ."""
    truth = divides(of, exact(value))
    try:
        quotient = float(value) / float(of)
        rough = int(quotient) == quotient
    except (OverflowError, ZeroDivisionError):
        return truth  # beyond what is computed roughly
    whole = isinstance(value, int) and isinstance(of, int)
    return truth if whole or rough == truth else None


def is_dyadic(number: Number) -> bool:
    """Whether floating point numbers hold it exactly: its denominator is a power of two."""
    denominator = Fraction(number).denominator
    return denominator & (denominator - 1) == 0


def as_json(number: Number) -> int | float | None:
    """The number as a JSON value; None where no floating point number is exactly it."""
    if number.denominator == 1:
        return _whole(number.numerator)
    try:
        rounded = float(number)
    except OverflowError:
        return None
    return rounded if Fraction(repr(rounded)) == number else None


def _whole(number: int) -> int | float:
    """Very large numbers as they are mostly written: with an exponent."""
    if abs(number) < _LARGE:
        return number
    try:
        rounded = float(number)
    except OverflowError:
        return number
    return rounded if Fraction(repr(rounded)) == number else number
