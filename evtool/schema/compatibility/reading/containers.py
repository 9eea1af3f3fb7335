"""Claims about arrays and objects: about their size, and about what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from evtool.schema.compatibility.reading.document import Literal
from evtool.schema.compatibility.reading.evaluation import Evaluation
from evtool.schema.compatibility.reading.formula import (
    FALSE,
    Atom,
    Formula,
    every,
    some,
)
from evtool.schema.compatibility.reading.scalars import Matching, none_of
from evtool.schema.compatibility.reading.values import Truth, all_of, any_of, negated
from evtool.schema.compatibility.regex import Pattern
from evtool.schema.difference.equality import freeze


class Size(Atom):
    """The array or object has `low` to `high` items or fields."""

    __slots__ = ("high", "low")

    def __init__(self, low: int, high: int | None) -> None:
        self.low = low
        self.high = high

    def negation(self) -> Formula:
        """Less or more."""
        less = Size(0, self.low - 1) if self.low > 0 else FALSE
        more = Size(self.high + 1, None) if self.high is not None else FALSE
        return some([less, more])

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:  # noqa: ARG002 - as all atoms
        """Whether there are so many."""
        return self.low <= len(value) and (self.high is None or len(value) <= self.high)


class Items(Atom):
    """Each item fulfills its claim: those of the prefix by position, the rest all the same."""

    __slots__ = ("prefix", "rest")

    def __init__(self, prefix: Sequence[Literal], rest: Literal) -> None:
        self.prefix = prefix
        self.rest = rest

    def negation(self) -> Formula:
        """Some item does not."""
        failing = [ItemAt(at, one.opposite) for at, one in enumerate(self.prefix)]
        return some([*failing, SomeItem(len(self.prefix), self.rest.opposite)])

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:
        """Whether each does."""
        claims = [*self.prefix, *[self.rest] * (len(value) - len(self.prefix))]
        return all_of(
            evaluation.judge(claim, item) for claim, item in zip(claims, value, strict=False)
        )


class ItemAt(Atom):
    """There is an item at a position, and it fulfills a claim."""

    __slots__ = ("at", "claim")

    def __init__(self, at: int, claim: Literal) -> None:
        self.at = at
        self.claim = claim

    def negation(self) -> Formula:
        """There is none, or it does not."""
        anything = self.claim.schema.pool.anything
        return Items([*[anything] * self.at, self.claim.opposite], anything)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:
        """Whether there is such an item."""
        return len(value) > self.at and evaluation.judge(self.claim, value[self.at])


class SomeItem(Atom):
    """Some item from a position on fulfills a claim."""

    __slots__ = ("claim", "start")

    def __init__(self, start: int, claim: Literal) -> None:
        self.start = start
        self.claim = claim

    def negation(self) -> Formula:
        """None does."""
        anything = self.claim.schema.pool.anything
        return Items([anything] * self.start, self.claim.opposite)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:
        """Whether one does."""
        return any_of(evaluation.judge(self.claim, item) for item in value[self.start :])


class Distinct(Atom):
    """All items differ; or, where not `wanted`, two are equal."""

    __slots__ = ("wanted",)

    def __init__(self, *, wanted: bool = True) -> None:
        self.wanted = wanted

    def negation(self) -> Formula:
        """The contrary."""
        return Distinct(wanted=not self.wanted)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:  # noqa: ARG002 - as all atoms
        """Whether they differ."""
        return (len(set(map(freeze, value))) == len(value)) == self.wanted


class Fields(Atom):
    """Each field fulfills the claims for its name, for the patterns it matches, or the rest's."""

    def __init__(
        self,
        named: Mapping[str, Literal],
        patterns: Sequence[tuple[Pattern, Literal]],
        rest: Literal,
    ) -> None:
        self.named = named
        self.patterns = patterns
        self.rest = rest

    @cached_property
    def others(self) -> Formula:
        """That a name is neither listed nor matches a pattern."""
        matching = [Matching(pattern, wanted=False) for pattern, _ in self.patterns]
        return every([none_of(list(self.named)), *matching])

    def negation(self) -> Formula:
        """Some field does not."""
        return some(self._violations())

    def _violations(self) -> Iterator[Formula]:
        anything = self.rest.schema.pool.anything
        for name, claim in self.named.items():
            if claim is not anything:
                yield FieldNamed(name, claim.opposite)
        for pattern, claim in self.patterns:
            if claim is not anything:
                yield SomeField(Matching(pattern), claim.opposite)
        if self.rest is not anything:
            yield SomeField(self.others, self.rest.opposite)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:
        """Whether each does."""
        return all_of(self._judge_field(name, part, evaluation) for name, part in value.items())

    def _judge_field(self, name: str, part: Any, evaluation: Evaluation) -> Truth:
        truths: list[Truth] = []
        found: list[Truth] = [name in self.named]
        if name in self.named:
            truths.append(evaluation.judge(self.named[name], part))
        for pattern, claim in self.patterns:
            found.append(pattern.matches(name))
            if found[-1] is not False:
                truths.append(any_of([negated(found[-1]), evaluation.judge(claim, part)]))
        declared = any_of(found)
        if declared is not True:
            truths.append(any_of([declared, evaluation.judge(self.rest, part)]))
        return all_of(truths)


class FieldNamed(Atom):
    """There is a field of this name, and it fulfills a claim."""

    __slots__ = ("claim", "name")

    def __init__(self, name: str, claim: Literal) -> None:
        self.name = name
        self.claim = claim

    def negation(self) -> Formula:
        """There is none, or it does not."""
        return IfField(self.name, self.claim.opposite)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:
        """Whether there is such a field."""
        return self.name in value and evaluation.judge(self.claim, value[self.name])


class IfField(Atom):
    """A field of this name, if there is one, fulfills a claim."""

    __slots__ = ("claim", "name")

    def __init__(self, name: str, claim: Literal) -> None:
        self.name = name
        self.claim = claim

    def negation(self) -> Formula:
        """There is one that does not."""
        return FieldNamed(self.name, self.claim.opposite)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:
        """Whether it does."""
        return self.name not in value or evaluation.judge(self.claim, value[self.name])


class SomeField(Atom):
    """Some field has a name of a kind, and fulfills a claim."""

    __slots__ = ("claim", "names")

    def __init__(self, names: Formula, claim: Literal) -> None:
        self.names = names
        self.claim = claim

    def negation(self) -> Formula:
        """None does."""
        return EachField(self.names, self.claim.opposite)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:
        """Whether one does."""
        return any_of(
            all_of([evaluation.is_true_of(self.names, name), evaluation.judge(self.claim, part)])
            for name, part in value.items()
        )


class EachField(Atom):
    """Each field with a name of a kind fulfills a claim."""

    __slots__ = ("claim", "names")

    def __init__(self, names: Formula, claim: Literal) -> None:
        self.names = names
        self.claim = claim

    def negation(self) -> Formula:
        """One does not."""
        return SomeField(self.names, self.claim.opposite)

    def accepts(self, value: Any, evaluation: Evaluation) -> Truth:
        """Whether each does."""
        return negated(evaluation.is_true_of(self.negation(), value))
