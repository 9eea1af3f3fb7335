"""An array: how many items, and which position fulfills what some item must.

Each claim that some item must fulfill is tried at each position that makes a difference; behind
the positions with claims of their own, all are alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from evtool.schema.compatibility.reading.containers import (
    Distinct,
    ItemAt,
    Items,
    Size,
    SomeItem,
)
from evtool.schema.compatibility.reading.document import Literal
from evtool.schema.compatibility.reading.formula import Atom
from evtool.schema.compatibility.search.choosing import choose_distinct
from evtool.schema.compatibility.search.outcome import (
    EMPTY,
    Found,
    Outcome,
    Unknown,
    first_found,
)

if TYPE_CHECKING:
    from evtool.schema.compatibility.search.engine import Engine

_LONGEST: Final = 2_000
_MOST_DISTINCT: Final = 100

Claims = frozenset[Literal]
Places = dict[int, Claims]


@dataclass(slots=True)
class _Demands:
    """What the claims come to."""

    low: int = 0
    high: int | None = None
    prefix: list[set[Literal]] = field(default_factory=list)
    rest: set[Literal] = field(default_factory=set)
    wanted: list[SomeItem] = field(default_factory=list)
    distinct: bool = False
    repeating: bool = False

    def add(self, atom: Atom) -> None:
        if isinstance(atom, Size):
            self.low = max(self.low, atom.low)
            if atom.high is not None:
                self.high = atom.high if self.high is None else min(self.high, atom.high)
        elif isinstance(atom, Items):
            self._add_items(atom)
        elif isinstance(atom, ItemAt):
            self.low = max(self.low, atom.at + 1)
            self._reach(atom.at + 1)
            self.prefix[atom.at].add(atom.claim)
        elif isinstance(atom, SomeItem):
            self.wanted.append(atom)
        elif isinstance(atom, Distinct):
            self.distinct |= atom.wanted
            self.repeating |= not atom.wanted

    def _add_items(self, atom: Items) -> None:
        self._reach(len(atom.prefix))
        for at, claim in enumerate(atom.prefix):
            self.prefix[at].add(claim)
        for claims in self.prefix[len(atom.prefix) :]:
            claims.add(atom.rest)
        self.rest.add(atom.rest)

    def _reach(self, length: int) -> None:
        while len(self.prefix) < length:
            self.prefix.append(set(self.rest))

    def claims_at(self, position: int) -> Claims:
        """What an item at a position must fulfill."""
        return frozenset(self.prefix[position] if position < len(self.prefix) else self.rest)

    def allows(self, length: int) -> bool:
        """Whether an array may be that long."""
        return self.high is None or length <= self.high


def find_array(engine: Engine, atoms: Sequence[Atom]) -> Outcome:
    """An array that fulfills all claims, as short as it can be."""
    demands = _Demands()
    for atom in atoms:
        demands.add(atom)
    if not demands.allows(demands.low) or (demands.distinct and demands.repeating):
        return EMPTY
    if max(demands.low, len(demands.prefix)) > _LONGEST:
        return Unknown(f"arrays of more than {_LONGEST} items are not made")
    search = _ArraySearch(engine, demands)
    return first_found(search.fill(places) for places in search.ways())


@dataclass(slots=True)
class _ArraySearch:
    """The ways to put what some item must fulfill at positions."""

    engine: Engine
    demands: _Demands

    def ways(self) -> Iterator[Places]:
        """Each way: what is demanded besides at which positions."""
        for places in self._place({}, 0):
            if self.demands.repeating:
                yield from self._repeat(places)
            else:
                yield places

    def fill(self, places: Places) -> Outcome:
        """Items for one way."""
        self.engine.budget.spend()
        length = max(self.demands.low, *(at + 1 for at in places), 0)
        claims = [self.demands.claims_at(at) | places.get(at, frozenset()) for at in range(length)]
        if self.demands.distinct and length > _MOST_DISTINCT:
            return Unknown(f"arrays of more than {_MOST_DISTINCT} different items are not made")
        if self.demands.distinct:
            return choose_distinct(self.engine, claims)
        return self._fill_any(claims)

    def _fill_any(self, claims: Sequence[Claims]) -> Outcome:
        items: list[Any] = []
        unknown: Unknown | None = None
        for claimed in claims:
            outcome = self.engine.find(claimed)
            if outcome is EMPTY:
                return EMPTY
            if isinstance(outcome, Unknown):
                unknown = unknown or outcome
            elif isinstance(outcome, Found):
                items.append(outcome.value)
        return unknown or Found(items)

    def _place(self, places: Places, index: int) -> Iterator[Places]:
        if index == len(self.demands.wanted):
            yield places
            return
        one = self.demands.wanted[index]
        for at in self._positions(places, one.start):
            self.engine.budget.spend()
            claims = places.get(at, frozenset()) | {one.claim}
            if self.engine.find(self.demands.claims_at(at) | claims) is not EMPTY:
                yield from self._place({**places, at: claims}, index + 1)

    def _positions(self, places: Places, start: int) -> Iterator[int]:
        """The positions that make a difference: of the prefix, taken ones, and one more."""
        own = len(self.demands.prefix)
        taken = sorted(at for at in places if at >= max(own, start))
        fresh = max(own, start)
        while fresh in places:
            fresh += 1
        for at in chain(range(start, own), taken, [fresh]):
            if self.demands.allows(at + 1):
                yield at

    def _repeat(self, places: Places) -> Iterator[Places]:
        """Each way to make two items equal."""
        last = max([len(self.demands.prefix), *places], default=0) + 2
        for second in range(1, last + 1):
            if not self.demands.allows(second + 1):
                return
            for first in range(second):
                claims = [
                    self.demands.claims_at(at) | places.get(at, frozenset())
                    for at in (first, second)
                ]
                joint = claims[0] | claims[1]
                yield {**places, first: joint, second: joint}
