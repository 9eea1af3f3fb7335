"""Whether a string matches a graph, in time that grows with the product of both."""

from __future__ import annotations

from typing import Final

from evtool.schema.compatibility.regex.automaton import TooLarge
from evtool.schema.compatibility.regex.charset import holds
from evtool.schema.compatibility.regex.dialect import Dialect
from evtool.schema.compatibility.regex.nfa import Nfa, Place

__all__ = ["Dialect", "matches"]


_MOST_WORK: Final = 1_000_000
"""The steps in a graph that may be taken for one text: less than a second."""


def matches(nfa: Nfa, text: str, dialect: Dialect) -> bool:
    """Whether the pattern is found anywhere in the text.

    Raises:
        TooLarge: It takes too long to tell.
    """
    states, work = {nfa.start}, 0
    for position in range(len(text) + 1):
        reached = nfa.closure(states, _place(nfa, text, position, dialect))
        if nfa.final in reached:
            return True
        work += len(reached)
        if work > _MOST_WORK:
            raise TooLarge
        if position < len(text):
            code = ord(text[position])
            states = _after(nfa, reached, code)
            states.add(nfa.start)
    return False


def _after(nfa: Nfa, states: set[int], code: int) -> set[int]:
    known: dict[int, bool] = {}
    found = set()
    for state in states:
        for index, target in nfa.moves[state]:
            if index not in known:
                known[index] = holds(nfa.sets[index], code)
            if known[index]:
                found.add(target)
    return found


def _place(nfa: Nfa, text: str, position: int, dialect: Dialect) -> Place:
    end = position == len(text)
    if dialect is Dialect.PYTHON and text[position:] == "\n":
        end = True  # Python's `$` also stands before a line feed that ends the text
    words = [
        nfa.sees_words and 0 <= at < len(text) and holds(nfa.word, ord(text[at]))
        for at in (position - 1, position)
    ]
    return Place(position == 0, end, *words)
