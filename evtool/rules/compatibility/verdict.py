"""What the prover says about two versions, as problems of the family's rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from evtool.finding import Severity, as_witness
from evtool.rules.problem import Problem
from evtool.rules.subject.version_pair import VersionPair
from evtool.schema.difference import ABSENT
from evtool.schema.pointer import parse_pointer

if TYPE_CHECKING:
    from evtool.schema.compatibility import Change

_HINTS: Mapping[str, str] = {
    "field-removed": "keep the field, or start the next major version",
    "type-changed": "keep the type and add a new field, or start the next major version",
    "required-added": "keep the field optional, or start the next major version",
}
_HINT = "keep what was allowed, or start the next major version"
_MINOR_HINT = "tell the readers before producers make use of it"


def changes(pair: VersionPair, rule: str) -> Iterator[Problem]:
    """The changes that one rule of the family is about.

    What the level and the policy allow is only told; what they forbid, but nobody could
    prove, is a warning.
    """
    name = rule.partition(".")[2]
    undecided = pair.verdict.answer.value == "undecided"
    for change in pair.verdict.changes:
        if change.rule != name:
            continue
        most = Severity.WARNING if undecided else None
        doubt = f"; nobody can tell whether it breaks: {pair.verdict.reason}" if undecided else ""
        yield Problem(
            f"{change.sentence} (compared with {pair.old.version}){doubt * change.breaking}",
            _HINTS.get(name, _HINT) if change.breaking else _MINOR_HINT,
            at=parse_pointer(change.new_pointer),
            against=pair.old.schema,
            breaks=change.breaks.value,
            witness=_witness(change),
            key=(change.old_pointer, change.new_pointer),
            most=most if change.breaking else Severity.INFO,
        )


def _witness(change: Change) -> str | None:
    shown: Any = change.witness
    return None if shown is ABSENT else as_witness(shown)
