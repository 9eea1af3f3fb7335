"""One way to fulfill all claims about a value of one kind: what is settled, what is still open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evtool.schema.compatibility.reading.containers import FieldNamed, Fields, IfField
from evtool.schema.compatibility.reading.document import Literal
from evtool.schema.compatibility.reading.evaluation import Evaluation
from evtool.schema.compatibility.reading.formula import Atom, Every, Formula, Some
from evtool.schema.compatibility.reading.scalars import Among, NotAmong, differing_from
from evtool.schema.compatibility.reading.values import Kind, all_of
from evtool.schema.compatibility.search.outcome import EMPTY, Budget, Found, Outcome, Unknown


class Branch:
    """The claims of one way. `atoms` are settled; each of `choices` needs one of its parts."""

    __slots__ = (
        "among", "atoms", "choices", "excluded", "fields", "kind", "literals", "present", "single",
    )  # fmt: skip

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.literals: set[Literal] = set()
        self.atoms: list[Atom] = []
        self.choices: list[Some] = []
        self.fields: list[Fields] = []
        self.single: list[IfField] = []
        self.present: list[FieldNamed] = []
        self.among: Among | None = None
        self.excluded: list[Among] = []
        """Arrays or objects that the value must differ from, in ways that are still to be told."""

    def fork(self, without: Some) -> Branch:
        """A copy in which one choice is no longer open."""
        copy = Branch(self.kind)
        copy.literals = set(self.literals)
        copy.atoms = list(self.atoms)
        copy.choices = [choice for choice in self.choices if choice is not without]
        copy.fields = list(self.fields)
        copy.single = list(self.single)
        copy.present = list(self.present)
        copy.among = self.among
        copy.excluded = list(self.excluded)
        return copy

    def absorb(self, formulas: Iterable[Formula]) -> bool:
        """Settle formulas; False where they contradict what is settled."""
        pending = list(formulas)
        while pending:
            formula = pending.pop()
            if isinstance(formula, Every):
                pending.extend(formula.parts)
            elif isinstance(formula, Some):
                if not formula.parts:
                    return False
                self.choices.append(formula)
            elif isinstance(formula, Literal):
                if formula.opposite in self.literals:
                    return False
                if formula not in self.literals:
                    self.literals.add(formula)
                    pending.append(formula.expand(self.kind))
            elif isinstance(formula, Atom) and not self._settle(formula):
                return False
        return True

    def narrow(self) -> list[Formula] | None:
        """Drop parts of choices that cannot be, and choices that are fulfilled.

        Returns what no longer is a choice; None where a choice has no part left.
        """
        forced: list[Formula] = []
        choices = []
        for choice in self.choices:
            if any(part in self.literals for part in choice.parts):
                continue
            parts = [part for part in choice.parts if not self._refutes(part)]
            if not parts:
                return None
            if len(parts) == 1:
                forced.append(parts[0])
            else:
                smaller = len(parts) < len(choice.parts)
                choices.append(Some(tuple(parts)) if smaller else choice)
        self.choices = choices
        return forced

    def tell_excluded(self, budget: Budget) -> list[Formula]:
        """How the value differs from each excluded one that fulfills everything else."""
        evaluation = Evaluation()
        claims = [one for one in self.atoms if not isinstance(one, NotAmong)] + self.choices
        told = []
        for pool, value in ((one.pool, value) for one in self.excluded for value in one.values):
            budget.check()
            true = (evaluation.is_true_of(one, value) for one in claims)
            if pool is not None and all_of(true) is not False:
                budget.spend()
                told.append(differing_from(pool, value))
        self.excluded = []
        return told

    def decide_listed(self, budget: Budget) -> Outcome:
        """Try each value where only a few are left."""
        listed = self.among.values if self.among is not None else []
        evaluation = Evaluation()
        outcome: Outcome = EMPTY
        for at, value in enumerate(listed):
            budget.spend(at % 16 == 0)
            truth = self.is_true_of(value, evaluation)
            if truth:
                return Found(value)
            if truth is None:
                outcome = Unknown(_open_reason(value))
        return outcome

    def is_true_of(self, value: Any, evaluation: Evaluation) -> bool | None:
        """Whether a value of the kind fulfills all that is settled and all choices."""
        claims = [*self.atoms, *self.choices]
        return all_of(evaluation.is_true_of(one, value) for one in claims)

    def _settle(self, atom: Atom) -> bool:
        if isinstance(atom, Among) and (
            self.among is None or len(atom.values) < len(self.among.values)
        ):
            self.among = atom
        if isinstance(atom, Fields):
            self.fields.append(atom)
        elif isinstance(atom, IfField):
            if self._refutes(atom):
                return False
            self.single.append(atom)
        elif isinstance(atom, NotAmong) and atom.listed.pool is not None:
            self.excluded.append(atom.listed)
        elif isinstance(atom, FieldNamed):
            if self._refutes(atom):
                return False
            self.present.append(atom)
        self.atoms.append(atom)
        return True

    def _refutes(self, formula: Formula) -> bool:
        """Whether a formula surely contradicts what is settled; quick, not thorough."""
        if isinstance(formula, Literal):
            if formula.opposite in self.literals:
                return True
            form = formula.expand(self.kind)
            return isinstance(form, Some) and not form.parts
        if isinstance(formula, Every):
            return any(map(self._refutes, formula.parts))
        if isinstance(formula, FieldNamed):
            return self._refutes_field(formula)
        return isinstance(formula, IfField) and self._refutes_condition(formula)

    def _refutes_condition(self, wanted: IfField) -> bool:
        nothing = wanted.claim.schema.pool.anything.opposite
        return any(
            one.name == wanted.name
            and (wanted.claim is nothing or one.claim is wanted.claim.opposite)
            for one in self.present
        )

    def _refutes_field(self, wanted: FieldNamed) -> bool:
        nothing = wanted.claim.schema.pool.anything.opposite
        refuting = (wanted.claim.opposite, nothing)
        if any(one.name == wanted.name and one.claim in refuting for one in self.single):
            return True
        for one in self.fields:
            claim = one.named.get(wanted.name)
            if claim is None and not one.patterns:
                claim = one.rest
            if claim in refuting:
                return True
        return False


def _open_reason(value: Any) -> str:
    return f"whether {value!r:.60} fits cannot be told"
