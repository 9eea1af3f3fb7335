"""Which of the differences are changes, which of these break, and the event that shows each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from evtool.schema.compatibility.changes import Candidate
from evtool.schema.compatibility.changes.candidate import Weight
from evtool.schema.compatibility.comparison import Comparison, Proof
from evtool.schema.compatibility.level import Level, Policy
from evtool.schema.compatibility.model import Answer, Change, Party, Side
from evtool.schema.compatibility.reading import Schema
from evtool.schema.compatibility.search import EMPTY, Budget, Found, Outcome, Unknown
from evtool.schema.difference import ABSENT
from evtool.schema.pointer import escape_token

_MOST_WITNESSES: Final = 60
_SECONDS: Final = 1.5


class _Direction(NamedTuple):
    """One way in which a difference may be noticed."""

    rule: str
    probe: Any
    accepting: Side


@dataclass(slots=True)
class Assessment:
    """Differences judged under one level and policy, within some time."""

    comparison: Comparison
    level: Level
    policy: Policy
    proofs: Mapping[Side, Proof]
    _left: int = _MOST_WITNESSES
    _end: float = field(default_factory=lambda: time.monotonic() + _SECONDS)

    def changes(self, candidates: Iterable[Candidate]) -> Iterator[Change]:
        """The changes, each once for each direction in which something is noticed."""
        for candidate in candidates:
            if candidate.weight is Weight.REMARK:
                yield self._remark(candidate)
            elif candidate.weight is Weight.FORBIDDEN and self.policy is Policy.EVENT:
                yield from self._forbidden(candidate)
            elif candidate.weight is not Weight.ADDED or self.policy is Policy.STRICT:
                yield from self._noticed(candidate)

    def _remark(self, candidate: Candidate) -> Change:
        breaking = self.policy is Policy.EVENT and self.level.forward
        change = _change(candidate, candidate.wide_rule, Side.NEW, breaking=breaking)
        return replace(change, forbidden=breaking)

    def _forbidden(self, candidate: Candidate) -> Iterator[Change]:
        """A change that breaks in any case; an event that shows it is shown with it."""
        directions = list(_directions(candidate))
        local = [self._locally(candidate, one) for one in directions]
        removed = candidate.narrow_rule == "field-removed"
        if all(outcome is EMPTY for outcome in local) and not removed:
            return
        if any(isinstance(one, Unknown) and one.unreadable for one in local):
            return
        for one, outcome in zip(directions, local, strict=True):
            found = EMPTY if outcome is EMPTY else self._witness(candidate, one)
            if isinstance(found, Found):
                change = _change(candidate, one.rule, one.accepting, breaking=True, shown=found)
                yield replace(change, forbidden=True)
                return
        first = directions[0] if local[0] is not EMPTY or removed else directions[-1]
        change = _change(candidate, first.rule, first.accepting, breaking=True)
        yield replace(change, forbidden=True)

    def _noticed(self, candidate: Candidate) -> Iterator[Change]:
        for one in _directions(candidate):
            proof = self.proofs.get(one.accepting)
            if proof is not None and proof.answer is Answer.COMPATIBLE:
                continue
            local = self._locally(candidate, one)
            if local is EMPTY:
                continue
            if not self.level.demands(one.accepting):
                yield _change(candidate, one.rule, one.accepting, breaking=False)
                continue
            found = self._witness(candidate, one)
            if found is not EMPTY:
                shown = found if isinstance(found, Found) else None
                yield _change(candidate, one.rule, one.accepting, breaking=True, shown=shown)

    def _locally(self, candidate: Candidate, one: _Direction) -> Outcome:
        """A value for this place alone that one schema accepts, and the other's part refuses."""
        if time.monotonic() > self._end:
            return Unknown("no time was left to look at it")
        place = candidate.place
        here, there = (
            (place.old, place.new) if one.accepting is Side.OLD else (place.new, place.old)
        )
        return self.comparison.find(
            [here.holds, _inside(there, one.probe).fails], Budget(2_000, 0.2)
        )

    def _witness(self, candidate: Candidate, one: _Direction) -> Outcome:
        """A whole event that shows the change."""
        self._left -= 1
        if self._left < 0 or time.monotonic() > self._end:
            return Unknown("no time was left to find an event")
        root = self.comparison.other(one.accepting)
        demand = _inside(root, candidate.place.demanding({"not": one.probe}))
        return self.comparison.witness(one.accepting, demand.holds, Budget(4_000, 0.3))


def _directions(candidate: Candidate) -> Iterator[_Direction]:
    if candidate.narrowed is not None:
        yield _Direction(candidate.narrow_rule, candidate.narrowed, Side.OLD)
    if candidate.widened is not None:
        yield _Direction(candidate.wide_rule, candidate.widened, Side.NEW)


def _inside(schema: Schema, raw: Any) -> Schema:
    """A schema that is written as if it stood in the document of another one."""
    return schema.pool.schema(schema.document, raw, schema.base)


def _change(
    candidate: Candidate,
    rule: str,
    accepting: Side,
    *,
    breaking: bool,
    shown: Found | None = None,
) -> Change:
    place = candidate.place
    readers = accepting is Side.NEW or rule == "field-removed"
    return Change(
        rule=rule,
        sentence=candidate.sentence,
        old_pointer=_pointer(place.old_pointer, place.old.raw, candidate.keyword),
        new_pointer=_pointer(place.new_pointer, place.new.raw, candidate.keyword),
        breaks=Party.READERS if readers else Party.WRITERS,
        breaking=breaking,
        witness=ABSENT if shown is None else shown.value,
        accepted_by=accepting,
    )


def _pointer(pointer: str, raw: Any, keyword: str) -> str:
    """The pointer of a keyword, or as near to it as the schema goes."""
    first, slash, rest = keyword.partition("/")
    inner = raw.get(first) if isinstance(raw, Mapping) else None
    if inner is None:
        return pointer
    if not slash:
        return f"{pointer}/{first}"
    named = f"/{escape_token(rest)}" if isinstance(inner, Mapping) and rest in inner else ""
    return f"{pointer}/{first}{named}"
