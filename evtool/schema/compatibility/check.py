"""Whether a new version of a schema is compatible with an old one, and what shows it."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from evtool.schema.compatibility.assessment import Assessment
from evtool.schema.compatibility.changes import candidates
from evtool.schema.compatibility.changes.candidate import Weight
from evtool.schema.compatibility.comparison import Comparison, Proof
from evtool.schema.compatibility.dialect import require_schema
from evtool.schema.compatibility.extent import require_extent
from evtool.schema.compatibility.level import Level, Policy
from evtool.schema.compatibility.model import Answer, Change, Party, Side, Verdict
from evtool.schema.compatibility.reading import UnreadableSchema
from evtool.schema.compatibility.tolerance import tolerant
from evtool.schema.difference import ABSENT


def check(
    old: Any, new: Any, level: Level = Level.BACKWARD, policy: Policy = Policy.EVENT
) -> Verdict:
    """Compare two schemas, dereferenced or with references inside of themselves.

    It never guesses: "compatible" is proved, "incompatible" has a witness that a validator has
    confirmed or breaks a rule of the policy, and anything else is undecided. It takes a few
    seconds at most. Schemas of any nesting may be given; too deep ones are undecided.
    """
    if level is Level.NONE:
        return Verdict(Answer.COMPATIBLE)
    try:
        for one in (old, new):
            require_extent(one)
        return _check(_plain(old), _plain(new), level, policy)
    except UnreadableSchema as error:
        return Verdict(Answer.UNDECIDED, reason=str(error))
    except RecursionError:
        return Verdict(Answer.UNDECIDED, reason="the schemas are nested too deeply")


def _check(old: Any, new: Any, level: Level, policy: Policy) -> Verdict:
    for one in (old, new):
        require_schema(one)
    comparison = Comparison(old, new)
    if comparison.old is comparison.new:
        return Verdict(Answer.COMPATIBLE)
    found = list(candidates(comparison.old, comparison.new))
    if policy is Policy.EVENT and any(one.weight is Weight.ADDED for one in found):
        _tolerate_additions(comparison, level)
    proofs = {side: comparison.prove(side) for side in Side if level.demands(side)}
    assessment = Assessment(comparison, level, policy, proofs)
    return _verdict(list(assessment.changes(found)), proofs)


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


def _plain(value: Any) -> Any:
    """A document as JSON has it: YAML time stamps become texts."""
    try:
        marshal.dumps(value)
    except ValueError:
        return _converted(value)
    return value


def _converted(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _converted(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_converted(part) for part in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value
