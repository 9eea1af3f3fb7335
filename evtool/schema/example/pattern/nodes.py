"""The parts of a regular expression."""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[int, int]
"""The first and the last of neighboring characters, as 16-bit units."""


@dataclass(frozen=True, slots=True, eq=False)
class Characters:
    """One of several characters, or with `negated` one of all others."""

    members: tuple[Range | Characters, ...]
    negated: bool = False

    def __contains__(self, unit: int) -> bool:
        inside = any(
            unit in member if isinstance(member, Characters) else member[0] <= unit <= member[1]
            for member in self.members
        )
        return inside != self.negated


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """One character."""

    unit: int


@dataclass(frozen=True, slots=True, eq=False)
class Assertion:
    """A position: `^`, `$`, or with `b` and `B` the edge of a word and no edge."""

    sign: str


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """What the group of that number has matched."""

    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """A part again and again; without `high`, any number of times.

    A question mark after a quantifier is read as a repeat of the repeat, as the
    reference generator reads it; `lazy` tells it from a real one.
    """

    part: Node
    low: int
    high: int | None
    lazy: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """One of several sequences; `ahead` is `=` or `!` where it only looks at what follows."""

    branches: tuple[tuple[Node, ...], ...]
    captures: bool = False
    ahead: str = ""


Node = Characters | Literal | Assertion | Reference | Repeat | Group


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A whole regular expression; `refers` says that one of its parts is a `Reference`."""

    root: Group
    refers: bool
