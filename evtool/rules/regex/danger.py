"""Whether a backtracking engine can take too long on a pattern, and on which text.

The theory is that of ambiguity of automata (Weber and Seidl 1991; Weideman et al. 2016):
an engine that goes back over its choices takes exponential time if some text leads from a
position back to itself in two ways, and polynomial time if a text that leads around one
loop also leads from it into another. Both are decided on the graph of the pattern, so a
dangerous pattern is never called safe; bounded repetitions too large to be written out
are taken for unbounded ones, so a safe one may in rare cases be called dangerous.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from evtool.rules.regex.ambiguity import degree, exponential, most_ways
from evtool.rules.regex.automaton import TooLarge, automaton
from evtool.rules.regex.graph import Graph
from evtool.rules.regex.reading import read

PATIENCE = 10_000_000
"""How many steps on one text are too many: about a tenth of a second in a fast engine."""

UNBOUNDED = 10_000
"""The length of text that is assumed where nothing bounds it."""

_EXPONENTIAL_LENGTH = 24
"""From this length on an exponential pattern takes too long: 2^24 steps."""


@dataclass(frozen=True, slots=True)
class Danger:
    """Why a pattern is dangerous: a sentence, and a text that shows it where one is known."""

    reason: str
    text: str | None = None


@lru_cache(maxsize=2048)
def danger(pattern: str, longest: int | None) -> Danger | None:
    """The danger of a pattern for texts of at most `longest` characters; None if it is safe.

    Raises:
        PatternError: It is no regular expression.
    """
    length = UNBOUNDED if longest is None else longest
    try:
        graph = Graph.of(automaton(read(pattern)))
    except TooLarge:
        return Danger("it is too large to be proved safe")
    if graph.is_deterministic:
        return None
    pump = exponential(graph)
    if pump is not None and length >= _EXPONENTIAL_LENGTH:
        return Danger("it can be matched in exponentially many ways", pump * 10)
    if most_ways(graph, min(length, 40)) > PATIENCE / 10:
        return Danger("its parts overlap so much that there are millions of ways to match")
    return _polynomial(graph, length)


def _polynomial(graph: Graph, length: int) -> Danger | None:
    power = degree(graph)
    steps = length**power / math.factorial(power)
    if power < 2 or steps <= PATIENCE:
        return None
    sentence = f"on a text of {length:,} characters it can take {_rounded(steps)} steps"
    return Danger(f"its repetitions overlap: {sentence}")


def _rounded(steps: float) -> str:
    for unit, name in (
        (1e12, "over a million million"),
        (1e9, "billions of"),
        (1e6, "millions of"),
    ):
        if steps >= unit:
            return name
    return f"{steps:,.0f}"
