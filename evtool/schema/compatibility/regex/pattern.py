"""A pattern of a schema: its text, and what it demands of a string."""

from __future__ import annotations

import re
from collections import OrderedDict
from functools import cached_property
from typing import Final

from evtool.schema.compatibility.regex.automaton import Automaton, Joint, TooLarge, Walker
from evtool.schema.compatibility.regex.dialect import Dialect
from evtool.schema.compatibility.regex.matching import matches
from evtool.schema.compatibility.regex.nfa import Nfa, build
from evtool.schema.compatibility.regex.parser import UnsupportedPattern, parse
from evtool.schema.compatibility.regex.syntax import Assertion, Lookahead, Node, Sequence

_MOST_PATTERNS: Final = 1_024
_MOST_HELD: Final = 1_000_000
"""What the automata of all kept patterns may remember, give or take those of a few patterns."""

Demand = tuple[Node, bool]
"""A part that must be found in the string, or must not."""


class Pattern:
    """One pattern. Look-ahead at its start is split off: `^(?!x)y` is `^y` and not `^x`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._graphs: dict[Dialect, list[tuple[Nfa, bool]]] = {}

    def __repr__(self) -> str:
        """The pattern as it is written."""
        return f"/{self.text}/"

    @cached_property
    def problem(self) -> str | None:
        """Why nothing can be said about this pattern; None where something can."""
        try:
            self.automaton  # noqa: B018 - building them is the question
        except ValueError as error:
            return f"the pattern {self.text!r}: {error}"
        return None

    @cached_property
    def automaton(self) -> Walker:
        """The strings that match.

        Raises:
            InvalidPattern: The text is no pattern.
            UnsupportedPattern: It is not understood.
        """
        demands = [(Automaton(nfa), wanted) for nfa, wanted in self._demands(Dialect.ECMA)]
        return demands[0][0] if len(demands) == 1 else Joint(demands)

    def matches(self, text: str, dialect: Dialect = Dialect.ECMA) -> bool | None:
        """Whether the pattern is found in a text; None where that cannot be told."""
        try:
            demands = self._demands(dialect)
        except ValueError:
            return None
        if not text and dialect is Dialect.PYTHON and any(nfa.sees_words for nfa, _ in demands):
            return None  # versions of Python differ about `\\B` in an empty text
        try:
            return all(matches(nfa, text, dialect) == wanted for nfa, wanted in demands)
        except TooLarge:
            return None

    @property
    def held(self) -> int:
        """How many numbers its graphs and its automaton remember."""
        automaton = self.__dict__.get("automaton")
        graphs = sum(len(nfa.moves) for each in self._graphs.values() for nfa, _ in each)
        return graphs + (automaton.held if automaton is not None else 0)

    def _demands(self, dialect: Dialect) -> list[tuple[Nfa, bool]]:
        if dialect not in self._graphs:
            node = parse(self.text)
            if dialect is Dialect.PYTHON:
                _require_python_syntax(self.text)
            self._graphs[dialect] = [(build(one, dialect), good) for one, good in _split(node)]
        return self._graphs[dialect]


class _Shelf:
    """The patterns that were used last, as many as their automata leave room for."""

    def __init__(self) -> None:
        self._patterns: OrderedDict[str, Pattern] = OrderedDict()

    def get(self, text: str) -> Pattern:
        """The pattern with this text, made anew if it is not there."""
        found = self._patterns.get(text)
        if found is None:
            self._make_room()
            found = self._patterns[text] = Pattern(text)
        self._patterns.move_to_end(text)
        return found

    def _make_room(self) -> None:
        if len(self._patterns) % 16:
            return  # to look each time would take longer than to make a pattern
        held = sum(one.held for one in self._patterns.values())
        while self._patterns and (held > _MOST_HELD or len(self._patterns) >= _MOST_PATTERNS):
            held -= self._patterns.popitem(last=False)[1].held


_SHELF: Final = _Shelf()


def pattern_of(text: str) -> Pattern:
    """The pattern with this text."""
    return _SHELF.get(text)


def _split(node: Node) -> list[Demand]:
    """The look-aheads that follow a leading `^`, and the rest."""
    if not isinstance(node, Sequence) or not node.parts or node.parts[0] != Assertion("^"):
        return [(node, True)]
    looks: list[Lookahead] = []
    rest = list(node.parts[1:])
    while rest and isinstance(rest[0], Lookahead):
        looks.append(rest[0])
        del rest[0]
    demands: list[Demand] = [(Sequence((node.parts[0], *rest)), True)]
    demands.extend((Sequence((node.parts[0], look.part)), not look.negative) for look in looks)
    return demands


def _require_python_syntax(text: str) -> None:
    """Refuse what Python does not compile, or reads in another way than ECMA-262."""
    if "[]" in text or "[^]" in text or "{," in text:
        raise UnsupportedPattern("Python reads it in another way")
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise UnsupportedPattern("Python does not read it") from error
