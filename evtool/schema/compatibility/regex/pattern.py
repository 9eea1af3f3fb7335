"""A pattern of a schema: its text, and what it demands of a string."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from evtool.schema.compatibility.regex.automaton import Automaton, Joint, Walker
from evtool.schema.compatibility.regex.dialect import Dialect
from evtool.schema.compatibility.regex.matching import matches
from evtool.schema.compatibility.regex.nfa import Nfa, build
from evtool.schema.compatibility.regex.parser import UnsupportedPattern, parse
from evtool.schema.compatibility.regex.syntax import Assertion, Lookahead, Node, Sequence

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
        return all(matches(nfa, text, dialect) == wanted for nfa, wanted in demands)

    def _demands(self, dialect: Dialect) -> list[tuple[Nfa, bool]]:
        if dialect not in self._graphs:
            node = parse(self.text)
            if dialect is Dialect.PYTHON:
                _require_python_syntax(self.text)
            self._graphs[dialect] = [(build(one, dialect), good) for one, good in _split(node)]
        return self._graphs[dialect]


@lru_cache(maxsize=2048)
def pattern_of(text: str) -> Pattern:
    """The pattern with this text."""
    return Pattern(text)


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
