"""A number that lies in a range, and is or is not a multiple of others: exact arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count, islice
from typing import Any, Final

from evtool.schema.compatibility.reading.evaluation import Evaluation
from evtool.schema.compatibility.reading.formula import Atom
from evtool.schema.compatibility.reading.numbers import Number, as_json, divides, is_dyadic
from evtool.schema.compatibility.reading.scalars import Bound, Multiple, NotAmong
from evtool.schema.compatibility.reading.values import Truth, all_of
from evtool.schema.compatibility.search.outcome import EMPTY, Found, Outcome, Unknown

_MOST_FACTORS: Final = 5_000
_MOST_FRACTIONS: Final = 400


@dataclass(slots=True)
class _Range:
    """What the bounds and the multiples come to."""

    low: Number | None = None
    high: Number | None = None
    low_strict: bool = False
    high_strict: bool = False
    unit: Number | None = None
    """The least number that all allowed ones are multiples of."""
    units: list[Number] = field(default_factory=list)
    """Each of the numbers that it must be a multiple of."""
    others: list[Number] = field(default_factory=list)
    """What the number must be no multiple of."""
    tests: list[Atom] = field(default_factory=list)
    excluded: int = 0
    """How many numbers are excluded one by one."""

    def add(self, atom: Atom) -> None:
        if isinstance(atom, Bound):
            self._add_bound(atom)
        elif isinstance(atom, Multiple) and atom.wanted:
            self.units.append(atom.of)
            self.unit = atom.of if self.unit is None else _common_multiple(self.unit, atom.of)
        elif isinstance(atom, Multiple):
            self.others.append(atom.of)
        elif isinstance(atom, NotAmong):
            self.excluded += len(atom.listed.values)
        if not isinstance(atom, Bound):
            self.tests.append(atom)

    def _add_bound(self, bound: Bound) -> None:
        limit, strict = bound.limit, bound.strict
        if bound.upper:
            if self.high is None or (limit, not strict) < (self.high, not self.high_strict):
                self.high, self.high_strict = limit, strict
        elif self.low is None or (limit, strict) > (self.low, self.low_strict):
            self.low, self.low_strict = limit, strict

    def holds(self, number: Number) -> bool:
        """Whether a number lies within the bounds."""
        if self.low is not None and (number < self.low or (self.low_strict and number == self.low)):
            return False
        return self.high is None or not (
            number > self.high or (self.high_strict and number == self.high)
        )

    def accepts(self, value: Any) -> Truth:
        evaluation = Evaluation()
        return all_of(one.accepts(value, evaluation) for one in self.tests)


def find_number(atoms: Sequence[Atom]) -> Outcome:
    """A number that fulfills all claims, a plain one where there is a choice."""
    found = _Range()
    for atom in atoms:
        found.add(atom)
    return _find_dense(found) if found.unit is None else _find_multiple(found, found.unit)


def _find_dense(found: _Range) -> Outcome:
    low, high = found.low, found.high
    if low is not None and high is not None:
        if low > high or (low == high and (found.low_strict or found.high_strict)):
            return EMPTY
        if low == high:
            return _judge_only(found, low)
    return _first_of(found, _candidates(found)) or Unknown("no number was found in a range")


def _judge_only(found: _Range, number: Number) -> Outcome:
    value = as_json(number)
    if value is None:
        return Unknown("the only number in a range cannot be written")
    truth = found.accepts(value)
    if truth is None:
        return Unknown(f"validators differ about {value}")
    return Found(value) if truth else EMPTY


def _first_of(found: _Range, numbers: Iterator[Number]) -> Found | None:
    for number in islice(numbers, _MOST_FRACTIONS + 2 * found.excluded):
        value = as_json(number)
        if value is not None and found.holds(number) and found.accepts(value):
            return Found(value)
    return None


def _candidates(found: _Range) -> Iterator[Number]:
    """Plain numbers first, then ever finer fractions of the range. Never-ending."""
    start = found.low if found.low is not None else found.high
    near = 0 if start is None else math.floor(start)
    yield from (0, 1, -1, 2, 5, 10, -10, 100)
    yield from (near + step for step in (0, 1, -1, 2, -2, 3))
    yield from (one for one in (found.low, found.high) if one is not None)
    low, high = _span(found, near)
    parts = 2
    while True:
        for part in range(1, parts):
            middle = low + Fraction((high - low) * part, parts)
            yield Fraction(repr(float(middle))) if abs(middle) < 1 << 900 else middle
            yield middle + 1
        parts += 1 if parts < 12 else parts


def _span(found: _Range, near: int) -> tuple[Number, Number]:
    if found.low is not None and found.high is not None:
        return found.low, found.high
    return (near - 1_000, near) if found.low is None else (near, near + 1_000)


def _find_multiple(found: _Range, unit: Number) -> Outcome:
    """Search among the multiples of a unit: their factors are whole numbers."""
    implied = [other for other in found.others if divides(other, unit)]
    if any(one in found.units or (is_dyadic(unit) and is_dyadic(one)) for one in implied):
        return EMPTY
    if implied:
        return Unknown(f"validators compute multiples of {float(implied[0])} roughly")
    factors = _outwards(*_factors(found, unit))
    certain = True
    for factor in islice(factors, _MOST_FACTORS + found.excluded):
        value = as_json(_product(factor, unit))
        truth = None if value is None else found.accepts(value)
        if truth:
            return Found(value)
        certain &= truth is not None
    if certain and next(factors, None) is None:
        return EMPTY
    return Unknown(f"no multiple of {float(unit)} was found in a range")


def _outwards(first: int | None, last: int | None) -> Iterator[int]:
    """All whole numbers of a range, from the one nearest to zero on; perhaps never-ending."""
    start = max(0, first) if first is not None else 0
    start = min(start, last) if last is not None else start
    if first is not None and start < first:
        return
    yield start
    for step in count(1):
        upward, downward = start + step, start - step
        above, below = last is not None and upward > last, first is not None and downward < first
        if above and below:
            return
        if not above:
            yield upward
        if not below:
            yield downward


def _factors(found: _Range, unit: Number) -> tuple[int | None, int | None]:
    first = last = None
    if found.low is not None:
        quotient = Fraction(found.low, unit)
        first = math.ceil(quotient)
        first += found.low_strict and first == quotient
    if found.high is not None:
        quotient = Fraction(found.high, unit)
        last = math.floor(quotient)
        last -= found.high_strict and last == quotient
    return first, last


def _product(factor: int, unit: Number) -> Number:
    product = Fraction(factor * unit)
    return product.numerator if product.denominator == 1 else product


def _common_multiple(one: Number, other: Number) -> Number:
    """The least number above zero that both divide."""
    first, second = Fraction(one), Fraction(other)
    multiple = Fraction(
        math.lcm(first.numerator, second.numerator), math.gcd(first.denominator, second.denominator)
    )
    return multiple.numerator if multiple.denominator == 1 else multiple
