"""What a regular expression is made of."""

from __future__ import annotations

from dataclasses import dataclass

from evtool.rules.regex.characters import CharacterSet


@dataclass(frozen=True, slots=True)
class Characters:
    """One character of a set; `properties` are Unicode properties, as they are written.

    With properties `members` holds every character, as nobody lists theirs here;
    `listed` are the characters that are written beside them, `negated` inverts all.
    """

    members: CharacterSet
    properties: tuple[str, ...] = ()
    listed: CharacterSet = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after the other; none is the empty text."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several options, the first that fits."""

    options: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part repeated; `most` is None without limit."""

    body: Part
    least: int
    most: int | None
    greedy: bool = True


@dataclass(frozen=True, slots=True)
class Boundary:
    """A place between characters: `^`, `$`, `b` or `B`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Look:
    """A look around without taking anything: `(?=`, `(?!`, `(?<=`, `(?<!`."""

    body: Part
    opening: str


@dataclass(frozen=True, slots=True)
class BackReference:
    """What a group has matched, once more."""

    group: str


Part = Characters | Sequence | Choice | Repeat | Boundary | Look | BackReference

EMPTY = Sequence(())
