"""A pattern as a graph of states that are left by characters or freely (Thompson's construction).

Assertions are steps that are free only at certain places of the string.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from evtool.schema.compatibility.regex.charset import CharSet
from evtool.schema.compatibility.regex.dialect import Dialect, members, word_characters
from evtool.schema.compatibility.regex.escapes import UnsupportedPattern
from evtool.schema.compatibility.regex.syntax import (
    Assertion,
    Character,
    Choice,
    Class,
    Lookahead,
    Node,
    Repeat,
    Sequence,
    Shorthand,
)

MOST_STATES: Final = 6_000
_MOST_PARTS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a string, as far as assertions can see it."""

    start: bool
    end: bool
    word_before: bool = False
    word_after: bool = False

    def allows(self, assertion: str) -> bool:
        """Whether an assertion holds here."""
        if assertion == "^":
            return self.start
        if assertion == "$":
            return self.end
        return (self.word_before != self.word_after) == (assertion == "b")


@dataclass(slots=True)
class Nfa:
    """The states of one pattern; the string matches where `final` is reached from `start`.

    `moves` lists for each state the index of a character set and the state behind it, `free`
    the assertion (or None) and the state behind it.
    """

    dialect: Dialect
    moves: list[list[tuple[int, int]]] = field(default_factory=list)
    free: list[list[tuple[str | None, int]]] = field(default_factory=list)
    sets: list[CharSet] = field(default_factory=list)
    start: int = 0
    final: int = 0
    sees_words: bool = False

    @property
    def word(self) -> CharSet:
        """The characters that make up words: not needed, and not looked for, in most patterns."""
        return word_characters(self.dialect)

    def add_state(self) -> int:
        """One more state.

        Raises:
            UnsupportedPattern: There are too many.
        """
        if len(self.moves) >= MOST_STATES:
            raise UnsupportedPattern(f"more than {MOST_STATES} states")
        self.moves.append([])
        self.free.append([])
        return len(self.moves) - 1

    def closure(self, states: Iterable[int], place: Place) -> set[int]:
        """All states that are reached without a character at a place of the string."""
        reached = set(states)
        pending = list(reached)
        while pending:
            for assertion, target in self.free[pending.pop()]:
                if target not in reached and (assertion is None or place.allows(assertion)):
                    reached.add(target)
                    pending.append(target)
        return reached


def build(node: Node, dialect: Dialect) -> Nfa:
    """The graph of a pattern.

    Raises:
        UnsupportedPattern: It is too large, or looks ahead somewhere inside.
    """
    nfa = Nfa(dialect)
    nfa.start = nfa.add_state()
    nfa.final = _Builder(nfa, dialect).append(node, nfa.start)
    return nfa


@dataclass(slots=True)
class _Builder:
    nfa: Nfa
    dialect: Dialect
    known: dict[CharSet, int] = field(default_factory=dict)
    left: int = _MOST_PARTS

    def append(self, node: Node, start: int) -> int:
        """Add a part behind a state; the state behind the part."""
        self.left -= 1
        if self.left < 0:  # repeated parts may be empty: then the number of states does not grow
            raise UnsupportedPattern(f"more than {_MOST_PARTS} parts")
        if isinstance(node, Character | Shorthand | Class):
            return self._append_character(members(node, self.dialect), start)
        if isinstance(node, Sequence):
            for part in node.parts:
                start = self.append(part, start)
            return start
        if isinstance(node, Choice):
            return self._append_choice(node, start)
        if isinstance(node, Repeat):
            return self._append_repeat(node, start)
        return self._append_place(node, start)

    def _append_character(self, among: CharSet, start: int) -> int:
        end = self.nfa.add_state()
        if among not in self.known:
            self.known[among] = len(self.nfa.sets)
            self.nfa.sets.append(among)
        self.nfa.moves[start].append((self.known[among], end))
        return end

    def _append_choice(self, node: Choice, start: int) -> int:
        end = self.nfa.add_state()
        for part in node.parts:
            begin = self._free_step(start)
            self.nfa.free[self.append(part, begin)].append((None, end))
        return end

    def _append_repeat(self, node: Repeat, start: int) -> int:
        for _ in range(node.low):
            start = self.append(node.part, start)
        if node.high is None:
            return self._append_loop(node.part, start)
        end = self.nfa.add_state()
        for _ in range(node.high - node.low):
            self.nfa.free[start].append((None, end))
            start = self.append(node.part, self._free_step(start))
        self.nfa.free[start].append((None, end))
        return end

    def _append_loop(self, part: Node, start: int) -> int:
        begin = self._free_step(start)
        self.nfa.free[self.append(part, begin)].append((None, begin))
        return self._free_step(begin)

    def _append_place(self, node: Assertion | Lookahead, start: int) -> int:
        if isinstance(node, Lookahead):
            raise UnsupportedPattern("look-ahead that does not stand at the start")
        self.nfa.sees_words |= node.kind in "bB"
        end = self.nfa.add_state()
        self.nfa.free[start].append((node.kind, end))
        return end

    def _free_step(self, start: int) -> int:
        end = self.nfa.add_state()
        self.nfa.free[start].append((None, end))
        return end
