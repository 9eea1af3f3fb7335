"""Which direction must be compatible, and by whose measure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from evtool.schema.compatibility.model import Side

_Version = TypeVar("_Version")


class Level(StrEnum):
    """What a new version promises, in the words of the field's schema registries.

    BACKWARD: events of the old version fit the new one. FORWARD: events of the new version fit
    the old one. FULL: both. A transitive level promises it for all earlier versions, the others
    for the latest one only.
    """

    BACKWARD = "BACKWARD"
    BACKWARD_TRANSITIVE = "BACKWARD_TRANSITIVE"
    FORWARD = "FORWARD"
    FORWARD_TRANSITIVE = "FORWARD_TRANSITIVE"
    FULL = "FULL"
    FULL_TRANSITIVE = "FULL_TRANSITIVE"
    NONE = "NONE"

    @property
    def backward(self) -> bool:
        """Whether events of the old version must fit the new one."""
        return self.value.startswith(("BACKWARD", "FULL"))

    @property
    def forward(self) -> bool:
        """Whether events of the new version must fit the old one."""
        return self.value.startswith(("FORWARD", "FULL"))

    def demands(self, accepting: Side) -> bool:
        """Whether what the schema of one side accepts must be accepted by the other one too."""
        return self.backward if accepting is Side.OLD else self.forward

    @property
    def transitive(self) -> bool:
        """Whether all earlier versions count, not only the latest."""
        return self.value.endswith("_TRANSITIVE")

    def counterparts(self, earlier: Sequence[_Version]) -> Sequence[_Version]:
        """The versions to compare with, of all `earlier` ones in rising order."""
        if self is Level.NONE:
            return []
        return earlier if self.transitive else earlier[-1:]


class Policy(StrEnum):
    """What counts as compatible.

    `event` is the event platform's rule: only optional fields may be added, nothing is removed or
    narrowed, types and formats never change; what undeclared fields of old events may have held
    does not count. `strict` is inclusion of the sets of all JSON values.
    """

    EVENT = "event"
    STRICT = "strict"
