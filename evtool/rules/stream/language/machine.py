"""A regex as a nondeterministic automaton over the characters of stream names."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field
from typing import Final

from evtool.rules.regex import PatternError, read
from evtool.rules.regex.characters import CharacterSet
from evtool.rules.regex.syntax import Boundary, Characters, Choice, Part, Repeat, Sequence

ALPHABET: Final = string.ascii_lowercase + string.digits + "._-" + string.ascii_uppercase
"""The characters of names; where there is a choice, the first make the nicer example."""

EVERY: Final = (1 << len(ALPHABET)) - 1
LONGEST_NAME: Final = 249
"""Kafka takes no longer name for a topic."""

STATE_LIMIT = 20_000


class Undecided(Exception):
    """The regex is too large, or says something that automata do not know."""


def mask_of(characters: str) -> int:
    """The bits of some characters."""
    return sum(1 << at for at, one in enumerate(ALPHABET) if one in characters)


WORD: Final = mask_of(string.ascii_letters + string.digits + "_")

_SWAPPED: Final = [ALPHABET.index(one.swapcase()) for one in ALPHABET]
_OTHER_DIALECT = re.compile(r"\\[QEGKRXhHNC]|\[\[[:.=]|\(\?[^:)]|\(\*|[*+?}]\+|&&")
_ENDS = re.compile(r"\\(A|z|Z|.)", re.DOTALL)


@dataclass
class Machine:
    """States and the ways between them; state 0 is the start.

    `moves` take a character of a mask; `jumps` take none, but a boundary may have to hold.
    """

    end: int = 0
    moves: list[list[tuple[int, int]]] = field(default_factory=lambda: [[]])
    jumps: list[list[tuple[int, str | None]]] = field(default_factory=lambda: [[]])

    def state(self) -> int:
        """A new state."""
        if len(self.moves) >= STATE_LIMIT:
            raise Undecided
        self.moves.append([])
        self.jumps.append([])
        return len(self.moves) - 1

    def jump(self, source: int, target: int, boundary: str | None = None) -> None:
        """Lead from one state to another, where a boundary holds."""
        self.jumps[source].append((target, boundary))

    def reached(self, start: int, before: int | None, after: int | None) -> list[int]:
        """The states that jumps lead to, the first one included.

        `before` and `after` tell whether the characters there are of words (1) or not
        (0); None is the start or the end of the name.
        """
        seen, pending = {start}, [start]
        while pending:
            for target, boundary in self.jumps[pending.pop()]:
                if target not in seen and _holds(boundary, before, after):
                    seen.add(target)
                    pending.append(target)
        return sorted(seen)


def machine(body: str, flags: str = "", *, anywhere: bool = False) -> Machine:
    """The automaton of a regex: of whole names, or of names that it is found in.

    Args:
        body: What stands between the slashes.
        flags: What stands behind them.
        anywhere: Whether the name may go on before and after, as in a search.

    Raises:
        Undecided: It is too large, or written in what only other engines know.
    """
    if _OTHER_DIALECT.search(body):
        raise Undecided
    try:
        part = read(_ENDS.sub(_boundary, body))
    except PatternError as error:
        raise Undecided from error
    made = Machine()
    builder = _Builder(made, folds="i" in flags)
    if anywhere and "A" not in flags:
        made.moves[0].append((EVERY, 0))
    made.end = builder.add(part, made.state() if anywhere else 0)
    if anywhere:
        made.jump(0, 1)
        made.moves[made.end].append((EVERY, made.end))
    return made


def _boundary(match: re.Match[str]) -> str:
    return {"A": "^", "z": "$", "Z": "$"}.get(match[1], match[0])


def _holds(boundary: str | None, before: int | None, after: int | None) -> bool:
    match boundary:
        case None:
            return True
        case "^":
            return before is None
        case "$":
            return after is None
        case _:
            return ((before or 0) != (after or 0)) is (boundary == "b")


@dataclass
class _Builder:
    machine: Machine
    folds: bool

    def add(self, part: Part, start: int) -> int:
        """Add the states of a part behind a state; the last one. The reader bounds depth."""
        match part:
            case Characters(members, properties):
                if properties:
                    raise Undecided
                end = self.machine.state()
                self.machine.moves[start].append((self._mask(members), end))
                return end
            case Sequence(parts):
                for one in parts:
                    start = self.add(one, start)
                return start
            case Choice(options):
                end = self.machine.state()
                for one in options:
                    self.machine.jump(self.add(one, self._fresh(start)), end)
                return end
            case Boundary(kind):
                end = self.machine.state()
                self.machine.jump(start, end, kind)
                return end
            case Repeat():
                return self._repeat(part, start)
            case _:
                raise Undecided

    def _repeat(self, part: Repeat, start: int) -> int:
        for _ in range(min(part.least, LONGEST_NAME + 1)):
            start = self.add(part.body, start)
        if part.most is None:
            loop = self._fresh(start)
            self.machine.jump(self.add(part.body, loop), loop)
            return self._fresh(loop)
        end = self.machine.state()
        for _ in range(min(part.most, LONGEST_NAME + 1) - min(part.least, LONGEST_NAME + 1)):
            self.machine.jump(start, end)
            start = self.add(part.body, start)
        self.machine.jump(start, end)
        return end

    def _fresh(self, start: int) -> int:
        """A state of its own, so that nothing that is added there leads back."""
        made = self.machine.state()
        self.machine.jump(start, made)
        return made

    def _mask(self, members: CharacterSet) -> int:
        inside = [any(low <= ord(one) <= high for low, high in members) for one in ALPHABET]
        if self.folds:
            inside = [one or inside[_SWAPPED[at]] for at, one in enumerate(inside)]
        return sum(1 << at for at, one in enumerate(inside) if one)
