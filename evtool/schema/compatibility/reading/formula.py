"""What is said about values of one kind: claims, and their combinations."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from evtool.schema.compatibility.reading.values import Truth

if TYPE_CHECKING:
    from evtool.schema.compatibility.reading.evaluation import Evaluation


class Formula:
    """Something that is true or false of each value of one kind."""

    __slots__ = ()


class Every(Formula):
    """All parts are true."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Formula, ...]) -> None:
        self.parts = parts

    def __repr__(self) -> str:
        """The parts."""
        return f"Every{self.parts!r}"


class Some(Formula):
    """At least one part is true."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Formula, ...]) -> None:
        self.parts = parts

    def __repr__(self) -> str:
        """The parts."""
        return f"Some{self.parts!r}"


class Exclusive(Some):
    """Exactly one of several options is true; the parts tell which one, and that no other is.

    The contrary is said of two options at a time: shorter than what the parts would give.
    """

    __slots__ = ("options",)

    def __init__(self, parts: tuple[Formula, ...], options: tuple[Formula, ...]) -> None:
        super().__init__(parts)
        self.options = options


TRUE: Final = Every(())
FALSE: Final = Some(())


class Atom(Formula):
    """A claim that is not made of others of the same value."""

    __slots__ = ()

    @abstractmethod
    def negation(self) -> Formula:
        """The contrary."""

    @abstractmethod
    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:
        """Whether it is true of a value of its kind; `evaluation` judges the parts."""


def every(parts: Iterable[Formula]) -> Formula:
    """That all parts are true, without the parts that say nothing."""
    flat: list[Formula] = []
    for part in parts:
        if isinstance(part, Every):
            flat.extend(part.parts)
        elif isinstance(part, Some) and not part.parts:
            return FALSE
        else:
            flat.append(part)
    return flat[0] if len(flat) == 1 else Every(tuple(flat)) if flat else TRUE


def some(parts: Iterable[Formula]) -> Formula:
    """That a part is true, without the parts that cannot be."""
    flat: list[Formula] = []
    for part in parts:
        if isinstance(part, Some):
            flat.extend(part.parts)
        elif isinstance(part, Every) and not part.parts:
            return TRUE
        else:
            flat.append(part)
    return flat[0] if len(flat) == 1 else Some(tuple(flat)) if flat else FALSE


def exclusive(options: Sequence[Formula]) -> Formula:
    """That exactly one option is true."""
    contrary = [opposite(one) for one in options]
    made = some(every([*contrary[:at], one, *contrary[at + 1 :]]) for at, one in enumerate(options))
    return Exclusive(made.parts, tuple(options)) if isinstance(made, Some) and made.parts else made


def _none_or_two(options: Sequence[Formula]) -> Formula:
    none = every(map(opposite, options))
    two = (every([one, some(options[at + 1 :])]) for at, one in enumerate(options))
    return some([none, *two])


def opposite(formula: Formula) -> Formula:
    """The contrary of a formula."""
    if isinstance(formula, Every):
        return some(map(opposite, formula.parts))
    if isinstance(formula, Exclusive):
        return _none_or_two(formula.options)
    if isinstance(formula, Some):
        return every(map(opposite, formula.parts))
    if isinstance(formula, Atom):
        return formula.negation()
    contrary: Formula = formula.opposite  # type: ignore[attr-defined]  # else it is a Literal
    return contrary
