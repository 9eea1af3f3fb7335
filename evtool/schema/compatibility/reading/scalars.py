"""Claims about numbers and strings, and that a value is one of a few."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from evtool.schema.compatibility.formats import Format
from evtool.schema.compatibility.reading.formula import (
    FALSE,
    Atom,
    Formula,
    some,
)
from evtool.schema.compatibility.reading.numbers import Number, exact, is_multiple
from evtool.schema.compatibility.reading.values import Truth
from evtool.schema.compatibility.regex import Pattern
from evtool.schema.difference.equality import freeze

if TYPE_CHECKING:
    from evtool.schema.compatibility.reading.document import Pool
    from evtool.schema.compatibility.reading.evaluation import Evaluation


class Among(Atom):
    """The value is one of a few; `pool` is given where these are arrays or objects."""

    __slots__ = ("known", "pool", "values")

    def __init__(self, values: Sequence[Any], pool: Pool | None = None) -> None:
        self.values = values
        self.pool = pool
        self.known: frozenset[Hashable] = frozenset(map(freeze, values))

    def negation(self) -> Formula:
        """None of them."""
        return NotAmong(self)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:  # noqa: ARG002 - as all atoms
        """Whether the value is one of them."""
        return freeze(value) in self.known


class NotAmong(Atom):
    """The value is none of a few."""

    __slots__ = ("listed",)

    def __init__(self, listed: Among) -> None:
        self.listed = listed

    def negation(self) -> Formula:
        """One of them."""
        return self.listed

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:  # noqa: ARG002 - as all atoms
        """Whether the value is none of them."""
        return freeze(value) not in self.listed.known


def none_of(values: Sequence[Any]) -> NotAmong:
    """That a number or string is none of a few."""
    return NotAmong(Among(values))


class Bound(Atom):
    """The number lies above or below a limit; `strict` excludes the limit itself."""

    __slots__ = ("limit", "strict", "upper")

    def __init__(self, limit: Number, *, upper: bool, strict: bool) -> None:
        self.limit = limit
        self.upper = upper
        self.strict = strict

    def negation(self) -> Formula:
        """The other side of the limit."""
        return Bound(self.limit, upper=not self.upper, strict=not self.strict)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:  # noqa: ARG002 - as all atoms
        """Whether the number lies on this side."""
        number = exact(value)
        if number == self.limit:
            return not self.strict
        return (number < self.limit) == self.upper


class Multiple(Atom):
    """The number is (or is not) a multiple of another one."""

    __slots__ = ("of", "wanted")

    def __init__(self, of: Number, *, wanted: bool = True) -> None:
        self.of = of
        self.wanted = wanted

    def negation(self) -> Formula:
        """The contrary."""
        return Multiple(self.of, wanted=not self.wanted)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:  # noqa: ARG002 - as all atoms
        """Whether the number is a multiple."""
        found = is_multiple(value, self.of)
        return None if found is None else found == self.wanted


class Length(Atom):
    """The string has `low` to `high` characters."""

    __slots__ = ("high", "low")

    def __init__(self, low: int, high: int | None) -> None:
        self.low = low
        self.high = high

    def negation(self) -> Formula:
        """Shorter or longer."""
        shorter = Length(0, self.low - 1) if self.low > 0 else FALSE
        longer = Length(self.high + 1, None) if self.high is not None else FALSE
        return some([shorter, longer])

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:  # noqa: ARG002 - as all atoms
        """Whether the string is as long as that."""
        return self.low <= len(value) and (self.high is None or len(value) <= self.high)


class Matching(Atom):
    """A pattern is (or is not) found in the string."""

    __slots__ = ("pattern", "wanted")

    def __init__(self, pattern: Pattern, *, wanted: bool = True) -> None:
        self.pattern = pattern
        self.wanted = wanted

    def negation(self) -> Formula:
        """The contrary."""
        return Matching(self.pattern, wanted=not self.wanted)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:  # noqa: ARG002 - as all atoms
        """Whether it is found."""
        found = self.pattern.matches(value)
        return None if found is None else found == self.wanted


class Formatted(Atom):
    """The string has (or has not) a format."""

    __slots__ = ("format", "wanted")

    def __init__(self, one: Format, *, wanted: bool = True) -> None:
        self.format = one
        self.wanted = wanted

    def negation(self) -> Formula:
        """The contrary."""
        return Formatted(self.format, wanted=not self.wanted)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:  # noqa: ARG002 - as all atoms
        """Whether it has the format."""
        found = self.format.test(value)
        return None if found is None else found == self.wanted


def differing_from(pool: Pool, value: Any) -> Formula:
    """That an array or an object differs from another one, told by size and parts."""
    from evtool.schema.compatibility.reading.containers import (
        FieldNamed,
        IfField,
        ItemAt,
        Size,
        SomeField,
    )

    if isinstance(value, list):
        size = Size(len(value), len(value)).negation()
        return some([
            size, *(ItemAt(at, pool.const(part).fails) for at, part in enumerate(value))
        ])  # fmt: skip
    other = SomeField(none_of(list(value)), pool.anything)
    lacking = [IfField(name, pool.anything.opposite) for name in value]
    others = [FieldNamed(name, pool.const(part).fails) for name, part in value.items()]
    return some([other, *lacking, *others])
