"""The search for a value of which a set of claims is true.

The claims are split by kind of value, then by what they leave open, until a solver for the kind
can answer. What they say about the parts of a value becomes a search of its own. A search for the
same claims that is still going on further out counts as empty: the smallest value that fulfills
them holds no other such value. So recursion ends, and is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from evtool.schema.compatibility.reading.document import Literal, Pool
from evtool.schema.compatibility.reading.evaluation import Evaluation
from evtool.schema.compatibility.reading.formula import FALSE, Atom, Formula
from evtool.schema.compatibility.reading.scalars import Among
from evtool.schema.compatibility.reading.values import KINDS, Kind
from evtool.schema.compatibility.search.branch import Branch
from evtool.schema.compatibility.search.memory import INDEPENDENT, Memo, Memory
from evtool.schema.compatibility.search.numbers import find_number
from evtool.schema.compatibility.search.outcome import (
    EMPTY,
    Budget,
    Empty,
    Found,
    Outcome,
    first_found,
)
from evtool.schema.compatibility.search.strings import find_string_value

if TYPE_CHECKING:
    Solver = Callable[["Engine", Sequence[Atom]], Outcome]

Node = frozenset[Literal]

_order = attrgetter("order")


class Engine:
    """Searches that share what they have found out."""

    def __init__(self, pool: Pool, budget: Budget, *, formats_fail: bool = True) -> None:
        self.pool = pool
        self.budget = budget
        self.formats_fail = formats_fail
        """Whether a value may be one for lacking a format."""
        self._memory: Memory[Node] = Memory()
        self._open: dict[Node, int] = {}
        self._outermost = INDEPENDENT
        """The outermost open search that the current one took for empty."""

    @property
    def size(self) -> int:
        """How much is remembered."""
        return self._memory.size

    def find(self, claims: Iterable[Literal]) -> Outcome:
        """A value that fulfills all claims.

        Raises:
            OutOfBudget: The search takes too long.
            UnreadableSchema: A schema on the way cannot be understood.
        """
        node = frozenset(claims) - {self.pool.anything}
        if any(claim.opposite in node for claim in node):
            return EMPTY
        memo = self._memory.get(node)
        if memo is None and node in self._open:
            memo = Memo(EMPTY, self._open[node])
        if memo is None:
            memo = self._find_new(node)
        self._outermost = min(self._outermost, memo.outermost)
        return memo.outcome

    def find_string(self, formulas: Iterable[Formula]) -> Outcome:
        """A string that fulfills all formulas."""
        return self.explore(Branch("string"), formulas)

    def explore(self, branch: Branch, formulas: Iterable[Formula]) -> Outcome:
        """A value that fulfills a branch and more formulas."""
        forced: list[Formula] | None = list(formulas)
        while forced:
            self.budget.spend(1 + len(branch.choices) // 16)
            if not branch.absorb(forced):
                return EMPTY
            forced = branch.narrow()
            if not forced and forced is not None and branch.excluded and branch.among is None:
                lucky = self._try_luck(branch)
                if lucky is not None:
                    return lucky
                forced = branch.tell_excluded(self.budget)
        if forced is None:
            return EMPTY
        if branch.among is not None:
            return branch.decide_listed(self.budget)
        if not branch.choices:
            return _SOLVERS[branch.kind](self, branch.atoms)
        return self._split(branch)

    def _find_new(self, node: Node) -> Memo:
        self.budget.spend(1 + len(node) // 8)
        depth, mark = len(self._open), self._memory.mark
        around, self._outermost = self._outermost, INDEPENDENT
        self._open[node] = depth
        try:
            outcome = self._find_any_kind(sorted(node, key=_order))
        except BaseException:
            self._memory.forget_since(mark)
            raise
        finally:
            del self._open[node]
            reached, self._outermost = self._outermost, around
        return self._memory.settle(node, Memo(outcome, reached), mark, depth)

    def _find_any_kind(self, claims: Sequence[Literal]) -> Outcome:
        return first_found(
            self.explore(Branch(kind), claims)
            for kind in KINDS
            if not any(claim.expand(kind) is FALSE for claim in claims)
        )

    def _split(self, branch: Branch) -> Outcome:
        if len(branch.choices) > 1:
            lucky = self._try_luck(branch)
            if lucky is not None:
                return lucky
        choice = min(branch.choices, key=lambda one: len(one.parts))
        return first_found(self.explore(branch.fork(choice), [part]) for part in choice.parts)

    def _try_luck(self, branch: Branch) -> Outcome | None:
        """Solve without the choices: often the value fulfills these too, or there is none."""
        outcome = _SOLVERS[branch.kind](self, branch.atoms)
        if isinstance(outcome, Empty):
            return outcome
        if isinstance(outcome, Found) and branch.is_true_of(outcome.value, Evaluation()):
            return outcome
        return None


def _find_null(engine: Engine, atoms: Sequence[Atom]) -> Outcome:
    return _find_listed(engine, "null", [None], atoms)


def _find_boolean(engine: Engine, atoms: Sequence[Atom]) -> Outcome:
    return _find_listed(engine, "boolean", [True, False], atoms)


def _find_listed(
    engine: Engine, kind: Kind, values: Sequence[object], atoms: Sequence[Atom]
) -> Outcome:
    branch = Branch(kind)
    branch.absorb([Among(values), *atoms])
    branch.among = Among(values)
    return branch.decide_listed(engine.budget)


def _find_array(engine: Engine, atoms: Sequence[Atom]) -> Outcome:
    from evtool.schema.compatibility.search.arrays import find_array

    return find_array(engine, atoms)


def _find_object(engine: Engine, atoms: Sequence[Atom]) -> Outcome:
    from evtool.schema.compatibility.search.objects import find_object

    return find_object(engine, atoms)


_SOLVERS: Final[Mapping[Kind, Solver]] = {
    "array": _find_array,
    "boolean": _find_boolean,
    "null": _find_null,
    "number": lambda _engine, atoms: find_number(atoms),
    "object": _find_object,
    "string": find_string_value,
}
