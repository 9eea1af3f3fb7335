"""An object: which fields, under which names.

A field that must exist under some name of a kind is tried under each name that has claims of its
own, and under a fresh name for each combination of the other claims about names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from evtool.schema.compatibility.reading.containers import (
    EachField,
    FieldNamed,
    Fields,
    IfField,
    Size,
    SomeField,
)
from evtool.schema.compatibility.reading.document import Literal
from evtool.schema.compatibility.reading.evaluation import Evaluation
from evtool.schema.compatibility.reading.formula import Atom, Formula, opposite
from evtool.schema.compatibility.reading.scalars import Matching, none_of
from evtool.schema.compatibility.search.outcome import (
    EMPTY,
    Found,
    Outcome,
    Unknown,
    first_found,
)

if TYPE_CHECKING:
    from evtool.schema.compatibility.search.engine import Engine

_MOST_FIELDS: Final = 2_000

Claims = frozenset[Literal]
Chosen = dict[str, Claims]
"""What the fields that there shall be must fulfill beyond what all fields of the name must."""


@dataclass(slots=True)
class _Demands:
    """What the claims come to."""

    anything: Literal
    low: int = 0
    high: int | None = None
    declared: list[Fields] = field(default_factory=list)
    single: dict[str, set[Literal]] = field(default_factory=dict)
    general: list[tuple[Formula, Literal]] = field(default_factory=list)
    fields: dict[str, set[Literal]] = field(default_factory=dict)
    wanted: list[SomeField] = field(default_factory=list)

    def add(self, atom: Atom) -> None:
        if isinstance(atom, Size):
            self.low = max(self.low, atom.low)
            if atom.high is not None:
                self.high = atom.high if self.high is None else min(self.high, atom.high)
        elif isinstance(atom, Fields):
            self._add_fields(atom)
        elif isinstance(atom, IfField):
            self.single.setdefault(atom.name, set()).add(atom.claim)
        elif isinstance(atom, FieldNamed):
            self.fields.setdefault(atom.name, set()).add(atom.claim)
        elif isinstance(atom, EachField):
            self.general.append((atom.names, atom.claim))
        elif isinstance(atom, SomeField):
            self.wanted.append(atom)

    def _add_fields(self, atom: Fields) -> None:
        self.declared.append(atom)
        for pattern, claim in atom.patterns:
            if claim is not self.anything:
                self.general.append((Matching(pattern), claim))
        if atom.rest is not self.anything:
            self.general.append((atom.others, atom.rest))

    def names(self) -> dict[str, None]:
        """The names that have claims of their own."""
        found = dict.fromkeys(self.single)
        for one in self.declared:
            found |= dict.fromkeys(
                name for name, claim in one.named.items() if claim is not self.anything
            )
        return found

    def claims_for(self, name: str) -> Claims | None:
        """What a field of this name must fulfill; None where that cannot be told."""
        claims = set(self.single.get(name, ()))
        claims.update(one.named[name] for one in self.declared if name in one.named)
        evaluation = Evaluation()
        for names, claim in self.general:
            truth = evaluation.is_true_of(names, name)
            if truth is None:
                return None
            if truth:
                claims.add(claim)
        return frozenset(claims)


def find_object(engine: Engine, atoms: Sequence[Atom]) -> Outcome:
    """An object that fulfills all claims, with as few fields as it can have."""
    demands = _Demands(engine.pool.anything)
    for atom in atoms:
        demands.add(atom)
    if demands.high is not None and max(demands.low, len(demands.fields)) > demands.high:
        return EMPTY
    if demands.low > _MOST_FIELDS:
        return Unknown(f"objects of more than {_MOST_FIELDS} fields are not made")
    return _ObjectSearch(engine, demands).run()


@dataclass(slots=True)
class _ObjectSearch:
    """The ways to choose names."""

    engine: Engine
    demands: _Demands

    def run(self) -> Outcome:
        chosen = {name: frozenset(claims) for name, claims in self.demands.fields.items()}
        unknown: Outcome = EMPTY
        for name, claims in chosen.items():
            outcome = self._value(name, claims)
            if outcome is EMPTY:
                return EMPTY
            if isinstance(outcome, Unknown):
                unknown = outcome
        if isinstance(unknown, Unknown):
            return unknown
        return self._choose(chosen, 0)

    def _value(self, name: str, claims: Claims) -> Outcome:
        """A value for a field."""
        general = self.demands.claims_for(name)
        if general is None:
            return Unknown(f"what a field {name!r} must be like cannot be told")
        return self.engine.find(general | claims)

    def _choose(self, chosen: Chosen, index: int) -> Outcome:
        """Find a name for each field that must exist under some name, one after the other."""
        self.engine.budget.spend()
        if self.demands.high is not None and len(chosen) > self.demands.high:
            return EMPTY
        if index == len(self.demands.wanted):
            return self._fill_up(chosen)
        one = self.demands.wanted[index]
        return first_found(self._ways(chosen, one, index))

    def _ways(self, chosen: Chosen, one: SomeField, index: int) -> Iterator[Outcome]:
        for name in [*chosen, *(name for name in self.demands.names() if name not in chosen)]:
            truth = Evaluation().is_true_of(one.names, name)
            if truth is None:
                yield Unknown(f"whether {name!r} is such a name cannot be told")
            elif truth:
                claims = chosen.get(name, frozenset()) | {one.claim}
                yield self._then(chosen, name, claims, index)
        names = none_of([*chosen, *self.demands.names()])
        for outcome in self._fresh([one.names, names], frozenset([one.claim])):
            if isinstance(outcome, Found):
                name, claims = outcome.value
                yield self._then(chosen, name, claims, index)
            else:
                yield outcome

    def _then(self, chosen: Chosen, name: str, claims: Claims, index: int) -> Outcome:
        outcome = self._value(name, claims)
        if isinstance(outcome, Found):
            return self._choose({**chosen, name: claims}, index + 1)
        return outcome

    def _fresh(self, names: list[Formula], claims: Claims) -> Iterator[Outcome]:
        """A name without claims of its own, and the claims of its field, for each combination."""
        yield from self._combine(names, claims, 0)

    def _combine(self, names: list[Formula], claims: Claims, index: int) -> Iterator[Outcome]:
        self.engine.budget.spend()
        name = self.engine.find_string(names)
        if not isinstance(name, Found):
            yield name
            return
        if index == len(self.demands.general):
            if self.engine.find(claims) is not EMPTY:
                yield Found((name.value, claims))
            return
        general, claim = self.demands.general[index]
        yield from self._combine([*names, opposite(general)], claims, index + 1)
        if claim.opposite not in claims and claim is not self.demands.anything.opposite:
            yield from self._combine([*names, general], claims | {claim}, index + 1)

    def _fill_up(self, chosen: Chosen) -> Outcome:
        """Add fields until there are enough, and give all of them values."""
        unknown: Unknown | None = None
        spare = (name for name in self.demands.names() if name not in chosen)
        while len(chosen) < self.demands.low:
            name = next(spare, None)
            outcome = self._fresh_name(chosen) if name is None else self._value(name, frozenset())
            if isinstance(outcome, Unknown):
                unknown = unknown or outcome
            if isinstance(outcome, Found):
                chosen = {**chosen, outcome.value if name is None else name: frozenset()}
            elif name is None:
                return unknown or EMPTY
        return self._build(chosen)

    def _fresh_name(self, chosen: Chosen) -> Outcome:
        names: list[Formula] = [none_of([*chosen, *self.demands.names()])]
        outcome = first_found(self._fresh(names, frozenset()))
        return Found(outcome.value[0]) if isinstance(outcome, Found) else outcome

    def _build(self, chosen: Chosen) -> Outcome:
        built: dict[str, Any] = {}
        for name, claims in chosen.items():
            outcome = self._value(name, claims)
            if not isinstance(outcome, Found):
                return outcome
            built[name] = outcome.value
        return Found(built)
