"""A string of a length, that matches some patterns and not others, has some formats and not others.

Formats are only partly regular: their covers prove that there is no string, their tests that a
string is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from evtool.schema.compatibility.formats import Format
from evtool.schema.compatibility.reading.evaluation import Evaluation
from evtool.schema.compatibility.reading.formula import Atom
from evtool.schema.compatibility.reading.scalars import Formatted, Length, Matching, NotAmong
from evtool.schema.compatibility.reading.values import Truth, all_of
from evtool.schema.compatibility.regex import (
    Constraint,
    Dialect,
    Excluding,
    Pattern,
    TooLarge,
    find_string,
)
from evtool.schema.compatibility.search.outcome import EMPTY, Budget, Found, Outcome, Unknown

if TYPE_CHECKING:
    from evtool.schema.compatibility.search.engine import Engine

_LONGEST: Final = 100_000
_MOST_EXCLUDED: Final = 20_000
"""The characters of excluded strings, beyond which only longer strings are looked for."""
_PLAIN: Final = "abcdefghijklmnopqrstuvwxyz"
_ODD: Final = ("a", "", "0", " ", "ab", "!", "a b", "%", "[", "^(", "\u00e9")
"""Strings that lack most formats."""


@dataclass(slots=True)
class _Demands:
    """What the claims come to."""

    low: int = 0
    high: int | None = None
    patterns: dict[tuple[Pattern, bool], None] = field(default_factory=dict)
    formats: dict[tuple[Format, bool], None] = field(default_factory=dict)
    excluded: set[str] = field(default_factory=set)

    def add(self, atom: Atom) -> None:
        if isinstance(atom, Length):
            self.low = max(self.low, atom.low)
            if atom.high is not None:
                self.high = atom.high if self.high is None else min(self.high, atom.high)
        elif isinstance(atom, Matching):
            self.patterns[atom.pattern, atom.wanted] = None
        elif isinstance(atom, Formatted):
            self.formats[atom.format, atom.wanted] = None
        elif isinstance(atom, NotAmong):
            self.excluded.update(one for one in atom.listed.values if isinstance(one, str))

    def contradict(self) -> bool:
        """Whether the claims deny each other as they stand."""
        if self.high is not None and self.low > self.high:
            return True
        if any((pattern, not wanted) in self.patterns for pattern, wanted in self.patterns):
            return True
        names = {one.name: one for one, wanted in self.formats if wanted}
        implied = set(names).union(*(one.within for one in names.values()))
        return any(one.name in implied for one, wanted in self.formats if not wanted)

    @property
    def lack_format(self) -> bool:
        """Whether the string must lack some format."""
        return any(not wanted for _, wanted in self.formats)

    def fits(self, text: str) -> bool:
        """Whether the length is right and the string is not excluded."""
        long_enough = self.low <= len(text) and (self.high is None or len(text) <= self.high)
        return long_enough and text not in self.excluded


def find_string_value(engine: Engine, atoms: Sequence[Atom]) -> Outcome:
    """A string that fulfills all claims, a short and plain one where there is a choice."""
    demands = _Demands()
    for atom in atoms:
        demands.add(atom)
    if demands.contradict() or (not engine.formats_fail and demands.lack_format):
        return EMPTY
    if demands.low > _LONGEST:
        return Unknown(f"strings of {demands.low} characters are not made")
    if not demands.patterns and not demands.formats:
        return _find_plain(demands)
    return _find_matching(engine, demands, atoms)


def _find_plain(demands: _Demands) -> Outcome:
    """Any string of a length: there are more than can be excluded, but for the empty one."""
    text = next(filter(demands.fits, _plain_strings(demands)), None)
    if text is not None:
        return Found(text)
    return EMPTY if demands.high == 0 else Unknown("no string was found that is not excluded")


def _plain_strings(demands: _Demands) -> Iterator[str]:
    length = max(demands.low, 1)
    if demands.high is None or demands.high >= length:
        for count in range(len(demands.excluded) + 1):
            text = _spell(count)
            yield text if demands.low <= len(text) <= (demands.high or len(text)) else (
                text[-length:].rjust(length, _PLAIN[0])
            )  # fmt: skip
        for code in range(0x4E00, 0x4E00 + len(demands.excluded) + 1):
            yield chr(code) * length
    yield ""


def _spell(count: int) -> str:
    """The strings a, b, ..., z, aa, ab, ..."""
    text = ""
    count += 1
    while count:
        count, digit = divmod(count - 1, len(_PLAIN))
        text = _PLAIN[digit] + text
    return text


def _find_matching(engine: Engine, demands: _Demands, atoms: Sequence[Atom]) -> Outcome:
    fitting = _first_fitting(_samples(demands), demands, atoms)
    if fitting is not None:
        return Found(fitting)
    engine.budget.spend(8)
    problem = next((one.problem for one, _ in demands.patterns if one.problem), None)
    shortest: str | None = None
    try:
        shortest = _shortest(engine, demands, problem)
        if shortest is None:
            return EMPTY
    except TooLarge:
        problem = problem or "patterns too large to be compared"
    fitting = _first_fitting(_candidates(demands, shortest), demands, atoms)
    if fitting is not None:
        return Found(fitting)
    names = ", ".join(one.name for one, _ in demands.formats)
    return Unknown(problem or f"no string was found for format {names} with its other limits")


def _first_fitting(
    candidates: Iterator[str], demands: _Demands, atoms: Sequence[Atom]
) -> str | None:
    """The first string that fulfills all; rather one about which no validator disagrees."""
    fitting: str | None = None
    for text in candidates:
        if demands.fits(text) and _fulfills(text, atoms):
            if _is_undisputed(text, demands):
                return text
            fitting = text if fitting is None else fitting
    return fitting


def _fulfills(text: str, atoms: Sequence[Atom]) -> Truth:
    evaluation = Evaluation()
    return all_of(one.accepts(text, evaluation) for one in atoms)


def _is_undisputed(text: str, demands: _Demands) -> bool:
    return all(
        pattern.matches(text, Dialect.PYTHON) == wanted for pattern, wanted in demands.patterns
    )


def _samples(demands: _Demands) -> Iterator[str]:
    """Strings to try before anything is computed."""
    yield from (text for one, wanted in demands.formats if wanted for text in one.samples)
    if demands.formats and not any(wanted for _, wanted in demands.formats):
        yield from (text.ljust(demands.low, "a")[: demands.high] for text in _ODD)


def _candidates(demands: _Demands, shortest: str | None) -> Iterator[str]:
    if shortest is not None:
        yield shortest
    for text in _samples(demands):
        missing = demands.low - len(text)
        if missing > 0:
            yield text + "a" * missing
            yield "a" * missing + text
            yield text.replace("00Z", "00." + "0" * max(missing - 1, 1) + "Z")


def _shortest(engine: Engine, demands: _Demands, problem: str | None) -> str | None:
    """A string within the automata of all claims, None where there is none.

    Raises:
        TooLarge: That takes too long to tell.
    """
    patterns = () if problem else _pattern_constraints(demands)
    constraints = (*patterns, *_format_constraints(demands))
    budget = engine.budget
    close = [text for text in demands.excluded if _is_close(text, demands, budget)]
    if sum(map(len, close)) <= _MOST_EXCLUDED:
        excluded = [Constraint(Excluding(close))] if close else []
        return find_string((*constraints, *excluded), demands.low, demands.high, budget.check)
    low = max(demands.low, 1 + max(map(len, close)))
    longer = find_string(constraints, low, demands.high, budget.check)
    if longer is None:
        raise TooLarge
    return longer


def _pattern_constraints(demands: _Demands) -> Iterator[Constraint]:
    for pattern, wanted in demands.patterns:
        yield Constraint(pattern.automaton, wanted)


def _format_constraints(demands: _Demands) -> Iterator[Constraint]:
    for one, wanted in demands.formats:
        if (wanted or one.exact) and one.cover:
            yield Constraint(one.pattern.automaton, wanted)


def _is_close(text: str, demands: _Demands, budget: Budget) -> bool:
    """Whether a string would be found if it was not excluded."""
    budget.check()
    long_enough = demands.low <= len(text) and (demands.high is None or len(text) <= demands.high)
    return long_enough and all(
        pattern.matches(text) in {wanted, None} for pattern, wanted in demands.patterns
    )
