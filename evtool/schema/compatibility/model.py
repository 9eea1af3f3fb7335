"""What a comparison of two schemas comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evtool.schema.difference import ABSENT


class Answer(StrEnum):
    """The three answers. `COMPATIBLE` is proved; `INCOMPATIBLE` has a witness or breaks a rule."""

    COMPATIBLE = "compatible"
    INCOMPATIBLE = "incompatible"
    UNDECIDED = "undecided"


class Side(StrEnum):
    """One of the two schemas."""

    OLD = "old"
    NEW = "new"


class Party(StrEnum):
    """Who notices a change."""

    READERS = "readers"
    """Who reads events meets something that the version it knows does not announce."""
    WRITERS = "writers"
    """Who goes on writing events as before has them refused."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a schema.

    `rule` is the id of the rule without its family. The pointers lead to what changed in either
    schema, or to the nearest place around it that exists. `breaking` tells whether the level and
    the policy forbid it. `witness` is an event, ABSENT where none is known, that the schema
    `accepted_by` names accepts and the other one refuses. What is `forbidden` breaks a rule of the
    policy also where no event shows it.
    """

    rule: str
    sentence: str
    old_pointer: str
    new_pointer: str
    breaks: Party
    breaking: bool
    witness: Any = ABSENT
    accepted_by: Side = Side.OLD
    forbidden: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, with what led to it. Of an undecided one, `breaking` are the changes in question.

    `reason` tells why nothing was decided, else it is empty. `witness` is an event that shows the
    incompatibility, ABSENT where the policy forbids what no event shows.
    """

    answer: Answer
    changes: tuple[Change, ...] = ()
    witness: Any = ABSENT
    accepted_by: Side = Side.OLD
    reason: str = ""

    @property
    def breaking(self) -> tuple[Change, ...]:
        """The changes that the level and the policy forbid."""
        return tuple(change for change in self.changes if change.breaking)
