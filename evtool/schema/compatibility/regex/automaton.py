"""A pattern as a deterministic automaton that is built while it is walked.

States are small numbers; `FOUND` is the one after which nothing matters any more: the pattern
has been found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from evtool.schema.compatibility.regex.charset import CharSet, characters, holds
from evtool.schema.compatibility.regex.nfa import Nfa, Place

FOUND: Final = 0
START: Final = 1
MOST_HELD: Final = 150_000
"""What one automaton may remember: numbers of states, a few dozen bytes each."""
MOST_WORK: Final = 1_500_000
"""The steps in its graph that one automaton may take: about a second."""

_Core = tuple[frozenset[int], bool, bool]


class TooLarge(Exception):
    """A pattern takes more time or memory than anybody wants to spend on it."""


class Walker(Protocol):
    """What can be walked character by character."""

    @property
    def sets(self) -> Sequence[CharSet]:
        """The character sets that it tells apart."""
        ...

    def step(self, state: int, code: int) -> int:
        """The state after a character."""
        ...

    def accepts(self, state: int) -> bool:
        """Whether the string may end here."""
        ...

    @property
    def held(self) -> int:
        """How many numbers it remembers."""
        ...


class Automaton:
    """The strings in which a pattern is found."""

    def __init__(self, nfa: Nfa) -> None:
        self._nfa = nfa
        self.sets: Sequence[CharSet] = [*nfa.sets, nfa.word] if nfa.sees_words else nfa.sets
        start: _Core = (frozenset([nfa.start]), True, False)
        self._cores: list[_Core | None] = [None, start]
        self._numbers: dict[_Core, int] = {start: START}
        self._steps: dict[tuple[int, int], int] = {}
        self._ends: dict[int, bool] = {FOUND: True}
        self._inside: dict[int, list[bool]] = {}
        self._work = 0
        self.held = len(nfa.moves)

    def step(self, state: int, code: int) -> int:
        """The state after a character.

        Raises:
            TooLarge: The automaton has taken too much time or memory.
        """
        known = self._steps.get((state, code))
        if known is None:
            core = self._cores[state]
            known = FOUND if core is None else self._find_step(core, code)
            self._hold(1)
            self._steps[state, code] = known
        return known

    def accepts(self, state: int) -> bool:
        """Whether the string may end here."""
        if state not in self._ends:
            states, start, word = self._cores[state] or (frozenset(), False, False)
            reached = self._reach(states, Place(start, end=True, word_before=word))
            self._ends[state] = self._nfa.final in reached
        return self._ends[state]

    def _find_step(self, core: _Core, code: int) -> int:
        states, start, word_before = core
        word_after = self._nfa.sees_words and holds(self._nfa.word, code)
        place = Place(start, end=False, word_before=word_before, word_after=word_after)
        reached = self._reach(states, place)
        if self._nfa.final in reached:
            return FOUND
        inside = self._inside.get(code)
        if inside is None:
            self._hold(len(self._nfa.sets))
            inside = self._inside[code] = [holds(one, code) for one in self._nfa.sets]
        targets = {
            target for state in reached for index, target in self._nfa.moves[state] if inside[index]
        }
        return self._number((frozenset(targets | {self._nfa.start}), False, word_after))

    def _number(self, core: _Core) -> int:
        if core not in self._numbers:
            self._hold(len(core[0]))
            self._numbers[core] = len(self._cores)
            self._cores.append(core)
        return self._numbers[core]

    def _reach(self, states: Iterable[int], place: Place) -> set[int]:
        reached = self._nfa.closure(states, place)
        self._work += len(reached)
        if self._work > MOST_WORK:
            raise TooLarge
        return reached

    def _hold(self, count: int) -> None:
        self.held += count
        if self.held > MOST_HELD:
            raise TooLarge


class Excluding:
    """All strings but a few. State `FOUND` stands for a string that is none of them."""

    def __init__(self, strings: Iterable[str]) -> None:
        self._branches: list[dict[int, int]] = [{}, {}]
        self._leaves: set[int] = set()
        letters: set[str] = set()
        for one in strings:
            state = START
            for character in one:
                letters.add(character)
                state = self._branch(state, ord(character))
            self._leaves.add(state)
        self.sets: Sequence[CharSet] = [characters(one) for one in sorted(letters)]

    @property
    def held(self) -> int:
        """How many numbers it remembers."""
        return len(self._branches)

    def step(self, state: int, code: int) -> int:
        """The state after a character."""
        return self._branches[state].get(code, FOUND)

    def accepts(self, state: int) -> bool:
        """Whether the string so far is none of the excluded ones."""
        return state not in self._leaves

    def _branch(self, state: int, code: int) -> int:
        branches = self._branches[state]
        if code not in branches:
            branches[code] = len(self._branches)
            self._branches.append({})
        return branches[code]


class Joint:
    """The strings that some automata accept and others do not."""

    def __init__(self, parts: Sequence[tuple[Walker, bool]]) -> None:
        self._parts = parts
        self.sets: Sequence[CharSet] = [one for part, _ in parts for one in part.sets]
        start = (START,) * len(parts)
        self._states: list[tuple[int, ...]] = [(), start]
        self._numbers = {start: START}

    @property
    def held(self) -> int:
        """How many numbers it remembers."""
        return len(self._states) * len(self._parts) + sum(part.held for part, _ in self._parts)

    def step(self, state: int, code: int) -> int:
        """The state after a character."""
        known = self._states[state]
        after = tuple(
            part.step(one, code) for (part, _), one in zip(self._parts, known, strict=True)
        )
        if after not in self._numbers:
            self._numbers[after] = len(self._states)
            self._states.append(after)
        return self._numbers[after]

    def accepts(self, state: int) -> bool:
        """Whether the string may end here."""
        known = self._states[state]
        return all(
            part.accepts(one) == wanted
            for (part, wanted), one in zip(self._parts, known, strict=True)
        )
