"""Items that all differ: each set of claims gets a value that no other one has."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from evtool.schema.compatibility.reading.document import Literal
from evtool.schema.compatibility.search.outcome import EMPTY, Empty, Found, Outcome, Unknown
from evtool.schema.difference.equality import freeze

if TYPE_CHECKING:
    from evtool.schema.compatibility.search.engine import Engine

Claims = frozenset[Literal]


@dataclass(slots=True)
class _Values:
    """Some different values that fulfill the same claims; `complete` where there are no others."""

    values: dict[Hashable, Any] = field(default_factory=dict)
    complete: bool = False
    unknown: Unknown | None = None


def choose_distinct(engine: Engine, claims: Sequence[Claims]) -> Outcome:
    """One value for each of the claims, all different.

    As many values as there are places are enough for each place: if so many are known, it can be
    served last. With fewer, these are all there are.
    """
    known: dict[Claims, _Values] = {}
    for one in claims:
        if one not in known:
            known[one] = _collect(engine, one, len(claims))
    chosen = _match([known[one].values for one in claims])
    if chosen is not None:
        return Found(chosen)
    return next((one.unknown for one in known.values() if one.unknown), EMPTY)


def _collect(engine: Engine, claims: Claims, most: int) -> _Values:
    found = _Values()
    excluded: set[Literal] = set()
    while len(found.values) < most:
        engine.budget.spend()
        outcome = engine.find(claims | excluded)
        if isinstance(outcome, Unknown):
            found.unknown = outcome
            return found
        if isinstance(outcome, Empty):
            found.complete = True
            return found
        found.values[freeze(outcome.value)] = outcome.value
        excluded.add(engine.pool.const(outcome.value).fails)
    return found


def _match(options: Sequence[dict[Hashable, Any]]) -> list[Any] | None:
    """A different option for each place, by augmenting paths; None where there is no way."""
    owner: dict[Hashable, int] = {}

    def assign(place: int, tried: set[Hashable]) -> bool:
        for key in options[place]:
            if key not in tried:
                tried.add(key)
                if key not in owner or assign(owner[key], tried):
                    owner[key] = place
                    return True
        return False

    if not all(assign(place, set()) for place in range(len(options))):
        return None
    keys = {place: key for key, place in owner.items()}
    return [options[place][keys[place]] for place in range(len(options))]
