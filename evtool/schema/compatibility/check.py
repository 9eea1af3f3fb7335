"""Whether a new version of a schema is compatible with an old one, and what shows it."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from evtool.schema.compatibility.assessment import Assessment
from evtool.schema.compatibility.changes import candidates
from evtool.schema.compatibility.changes.candidate import Weight
from evtool.schema.compatibility.comparison import Comparison, Knowledge, Proof
from evtool.schema.compatibility.dialect import require_schema
from evtool.schema.compatibility.extent import require_extent
from evtool.schema.compatibility.glance import Glance, glance
from evtool.schema.compatibility.level import Level, Policy
from evtool.schema.compatibility.model import Answer, Change, Party, Side, Verdict
from evtool.schema.compatibility.reading import UnreadableSchema
from evtool.schema.compatibility.tolerance import tolerant
from evtool.schema.difference import ABSENT
from evtool.schema.difference.vocabulary import without_documentation


class Checks:
    """Comparisons of related schemas, such as the versions of one, by the same measure.

    What is found out about a part of them is not found out again.
    """

    def __init__(self, level: Level = Level.BACKWARD, policy: Policy = Policy.EVENT) -> None:
        self._level = level
        self._policy = policy
        self._forget()

    def check(self, old: Any, new: Any) -> Verdict:
        """Compare two schemas, dereferenced or with references inside of themselves.

        It never guesses: "compatible" is proved, "incompatible" has a witness that a validator has
        confirmed or breaks a rule of the policy, and anything else is undecided. It takes a few
        seconds at most. Schemas of any nesting may be given; too deep ones are undecided.
        """
        if self._level is Level.NONE:
            return Verdict(Answer.COMPATIBLE)
        if self._knowledge.is_full:
            self._forget()
        try:
            return self._check(self._read(old), self._read(new))
        except UnreadableSchema as error:
            return Verdict(Answer.UNDECIDED, reason=str(error))
        except RecursionError:
            return Verdict(Answer.UNDECIDED, reason="the schemas are nested too deeply")

    def _forget(self) -> None:
        self._knowledge = Knowledge()
        self._read_before: dict[int, tuple[Any, Any]] = {}

    def _read(self, schema: Any) -> Any:
        if id(schema) not in self._read_before:
            require_extent(schema)
            essence = _essence(schema)
            require_schema(essence)
            self._read_before[id(schema)] = schema, essence
        return self._read_before[id(schema)][1]

    def _check(self, old: Any, new: Any) -> Verdict:
        seen = self._glance(old, new)
        if seen is Glance.ADDS:
            return Verdict(Answer.COMPATIBLE)
        comparison = Comparison(old, new, self._knowledge)
        if comparison.old is comparison.new:
            return Verdict(Answer.COMPATIBLE)
        found = list(candidates(comparison.old, comparison.new))
        proofs = {Side.OLD: Proof(Answer.COMPATIBLE)}
        if seen is not Glance.WIDENS:
            if self._policy is Policy.EVENT and any(one.weight is Weight.ADDED for one in found):
                _tolerate_additions(comparison, self._level)
            demanded = [side for side in Side if self._level.demands(side)]
            proofs = {side: comparison.prove(side) for side in demanded}
        assessment = Assessment(comparison, self._level, self._policy, proofs)
        return _verdict(list(assessment.changes(found)), proofs)

    def _glance(self, old: Any, new: Any) -> Glance:
        """What can be seen at once; it goes by the platform's policy, and looks backward."""
        if self._policy is not Policy.EVENT or self._level.forward:
            return Glance.UNCLEAR
        return glance(old, new)


def check(
    old: Any, new: Any, level: Level = Level.BACKWARD, policy: Policy = Policy.EVENT
) -> Verdict:
    """Compare two schemas that have nothing to do with others; see `Checks.check`."""
    return Checks(level, policy).check(old, new)


def _tolerate_additions(comparison: Comparison, level: Level) -> None:
    for side in Side:
        if level.demands(side):
            old, new = comparison.old.raw, comparison.new.raw
            comparison.loosen(side, tolerant(old, new, of_new=side is Side.OLD))


def _verdict(changes: list[Change], proofs: Mapping[Side, Proof]) -> Verdict:
    breaking = [change for change in changes if change.breaking]
    shown = next((change for change in breaking if change.witness is not ABSENT), None)
    refuted = next(
        ((side, one) for side, one in proofs.items() if one.answer is Answer.INCOMPATIBLE), None
    )
    if refuted is not None:
        side, proof = refuted
        if not breaking:
            changes.append(_unexplained(side, proof))
        return Verdict(Answer.INCOMPATIBLE, tuple(changes), proof.witness, side)
    if shown is not None:
        return Verdict(Answer.INCOMPATIBLE, tuple(changes), shown.witness, shown.accepted_by)
    if any(change.forbidden for change in breaking):
        return Verdict(Answer.INCOMPATIBLE, tuple(changes))
    reasons = [one.reason for one in proofs.values() if one.answer is Answer.UNDECIDED]
    if reasons:
        return Verdict(Answer.UNDECIDED, tuple(changes), reason=reasons[0])
    return Verdict(Answer.COMPATIBLE, tuple(changes))


def _unexplained(side: Side, proof: Proof) -> Change:
    """The change that no single keyword explains."""
    backward = side is Side.OLD
    return Change(
        rule="condition-added" if backward else "constraint-loosened",
        sentence="the conditions together no longer accept the same events",
        old_pointer="",
        new_pointer="",
        breaks=Party.WRITERS if backward else Party.READERS,
        breaking=True,
        witness=proof.witness,
        accepted_by=side,
    )


def _essence(schema: Any) -> Any:
    """A schema as JSON has it, without documentation: then more parts of two versions are equal.

    References may lead anywhere, so a schema with references stays as it is.
    """
    try:
        text = marshal.dumps(schema)
    except ValueError:
        schema = _converted(schema)
        text = marshal.dumps(schema)
    return schema if b"$ref" in text else without_documentation(schema)


def _converted(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _converted(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_converted(part) for part in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value
