"""Two schemas under comparison: is each value of one a value of the other, and what shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from evtool.schema.compatibility.confirmation import is_confirmed
from evtool.schema.compatibility.model import Answer, Side
from evtool.schema.compatibility.reading import (
    Document,
    Literal,
    Pool,
    Schema,
    UnreadableSchema,
)
from evtool.schema.compatibility.reading.evaluation import Evaluation
from evtool.schema.compatibility.reading.loops import require_no_loops
from evtool.schema.compatibility.search import EMPTY, Budget, Engine, Found, Outcome, Unknown
from evtool.schema.compatibility.search.outcome import OutOfBudget
from evtool.schema.difference import ABSENT

_MOST_ATTEMPTS: Final = 3
_MOST_COST: Final = 200_000
"""The steps that a validator may need; Python takes about a second for them."""

_MOST_SCHEMAS: Final = 20_000
_MOST_FINDINGS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether one schema includes another, with the value that shows that it does not."""

    answer: Answer
    witness: Any = ABSENT
    reason: str = ""


class Knowledge:
    """What comparisons of related schemas have in common: parts as they were read, and findings.

    The versions of one schema are mostly alike: what is found out once holds for all of them.
    """

    def __init__(self) -> None:
        self.pool = Pool()
        self.engine = Engine(self.pool, Budget())

    @property
    def is_full(self) -> bool:
        """Whether it is time to begin anew, before all of this fills the memory."""
        return self.pool.size > _MOST_SCHEMAS or self.engine.size > _MOST_FINDINGS


class Comparison:
    """Two schemas, and all that is found out about them."""

    def __init__(self, old: Any, new: Any, knowledge: Knowledge) -> None:
        self._pool = knowledge.pool
        self._engine = knowledge.engine
        self.old = self._read(old)
        self.new = self._read(new)
        self._refusing = {Side.OLD: self.new, Side.NEW: self.old}

    def root(self, side: Side) -> Schema:
        """One of the two schemas."""
        return self.old if side is Side.OLD else self.new

    def other(self, side: Side) -> Schema:
        """The schema that is compared with the one of a side."""
        return self.new if side is Side.OLD else self.old

    def loosen(self, accepting: Side, variant: Any) -> None:
        """Ask for values that also a looser variant of the refusing schema refuses."""
        self._refusing[accepting] = self._read(variant)

    def prove(self, accepting: Side) -> Proof:
        """Whether the schema of the other side accepts all that the one of this side accepts."""
        claims = [self.root(accepting).holds, self._refusing[accepting].fails]
        reason, budget = "", Budget()
        for _ in range(_MOST_ATTEMPTS):
            outcome = self.find(claims, budget)
            if not isinstance(outcome, Found):
                break
            if self._confirms(accepting, outcome.value):
                return Proof(Answer.INCOMPATIBLE, self._plainer(accepting, outcome.value))
            reason = reason or f"no validator confirms {outcome.value!r:.100}"
            claims.append(self._pool.const(outcome.value).fails)
        if outcome is EMPTY and not reason:
            return Proof(Answer.COMPATIBLE)
        if isinstance(outcome, Unknown):
            reason = reason or outcome.reason
        return Proof(Answer.UNDECIDED, reason=reason)

    def witness(self, accepting: Side, claim: Literal, budget: Budget) -> Outcome:
        """A value that the schema of one side accepts, the other refuses, and a claim describes.

        Empty where no value that the schema accepts fulfills the claim.
        """
        claims = [self.root(accepting).holds, claim]
        outcome = self.find(claims, budget)
        if isinstance(outcome, Found) and not self._confirms(accepting, outcome.value):
            outcome = self.find([*claims, self._refusing[accepting].fails], budget)
            if isinstance(outcome, Found) and not self._confirms(accepting, outcome.value):
                return Unknown(f"no validator confirms {outcome.value!r:.100}")
        return outcome

    def find(self, claims: Iterable[Literal], budget: Budget) -> Outcome:
        """A value that fulfills claims, without asking any validator."""
        self._engine.budget = budget
        return _answer(self._engine, claims)

    def _confirms(self, accepting: Side, value: Any, *, formats: bool = True) -> bool:
        """Whether our own evaluation and a validator agree that a value is a witness."""
        refusing = {id(one): one for one in (self._refusing[accepting], self.other(accepting))}
        evaluation = Evaluation()
        claims = [self.root(accepting).holds, *(one.fails for one in refusing.values())]
        if not all(evaluation.judge(claim, value) for claim in claims):
            return False
        return evaluation.cost < _MOST_COST and all(
            is_confirmed(self.root(accepting).raw, one.raw, value, formats=formats)
            for one in refusing.values()
        )

    def _plainer(self, accepting: Side, value: Any) -> Any:
        """A witness that is one even where formats are not checked, if there is one."""
        if self._confirms(accepting, value, formats=False):
            return value
        engine = Engine(self._pool, Budget(4_000, 0.3), formats_fail=False)
        claims = [self.root(accepting).holds, self._refusing[accepting].fails]
        outcome = _answer(engine, claims)
        if isinstance(outcome, Found) and self._confirms(accepting, outcome.value):
            return outcome.value
        return value

    def _read(self, root: Any) -> Schema:
        schema = self._pool.root(Document(root))
        require_no_loops(schema)
        return schema


def _answer(engine: Engine, claims: Iterable[Literal]) -> Outcome:
    try:
        return engine.find(claims)
    except OutOfBudget:
        return Unknown("the comparison takes too long")
    except RecursionError:
        return Unknown("the schemas are nested too deeply")
    except UnreadableSchema as error:
        return Unknown(str(error), unreadable=True)
