"""Whether claims are true of a value: a validator with a third answer, in linear time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evtool.schema.compatibility.reading.formula import Atom, Every, Formula, Some
from evtool.schema.compatibility.reading.values import Truth, all_of, any_of, kind_of, negated

if TYPE_CHECKING:
    from evtool.schema.compatibility.reading.document import Literal


class Evaluation:
    """Judges claims about values, each claim about each part once.

    The values must stay alive as long as this does. `cost` counts the steps of a validator that
    remembers nothing: schemas whose references multiply would keep it busy for ever.
    """

    def __init__(self) -> None:
        self.cost = 0
        self._known: dict[tuple[Literal, int], tuple[Truth, int]] = {}

    def is_true_of(self, formula: Formula, value: Any) -> Truth:
        """Whether a formula is true of a value of its kind; None where that cannot be told.

        Nesting is bounded by that of the value and of the schema.
        """
        if isinstance(formula, Atom):
            self.cost += 1
            return formula.accepts(value, self)
        if isinstance(formula, Every):
            return all_of(self.is_true_of(part, value) for part in formula.parts)
        if isinstance(formula, Some):
            return any_of(self.is_true_of(part, value) for part in formula.parts)
        return self.judge(formula, value)  # type: ignore[arg-type]  # a Literal

    def judge(self, literal: Literal, value: Any) -> Truth:
        """Whether a value is (or, for a denied claim, is not) an instance of a schema."""
        if not literal.positive:
            return negated(self.judge(literal.opposite, value))
        key = literal, id(value)
        if key in self._known:
            truth, cost = self._known[key]
            self.cost += cost
            return truth
        before = self.cost
        self.cost += literal.schema.weight
        truth = self.is_true_of(literal.expand(kind_of(value)), value)
        self._known[key] = truth, self.cost - before
        return truth
