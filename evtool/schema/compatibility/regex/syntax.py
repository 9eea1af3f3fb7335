"""What a regular expression is made of."""

from __future__ import annotations

from dataclasses import dataclass

from evtool.schema.compatibility.regex.charset import CharSet


@dataclass(frozen=True, slots=True)
class Character:
    """One character of a set."""

    among: CharSet


@dataclass(frozen=True, slots=True)
class Shorthand:
    """One character of a class whose members depend on the dialect: `d`, `w`, `s` or `.`."""

    name: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Class:
    """One character of a bracketed class: of any of its parts, or of none where negated."""

    parts: tuple[Character | Shorthand, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after the other; none at all match the empty string."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Any of several parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part `low` to `high` times; `high` is None without a limit."""

    part: Node
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Assertion:
    """A place between characters: `^`, `$`, `b` or `B`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Lookahead:
    """What must follow, or must not where `negative`, without being consumed."""

    part: Node
    negative: bool


Node = Character | Shorthand | Class | Sequence | Choice | Repeat | Assertion | Lookahead
