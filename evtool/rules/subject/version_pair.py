"""Two versions of one schema, the older one first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evtool.rules.problem import Problem, Spot
from evtool.rules.subject.checked_schema import CheckedSchema

if TYPE_CHECKING:
    from evtool.schema.compatibility import Verdict


@dataclass(eq=False)
class VersionPair:
    """Two versions of one major; `adjacent` tells that none lies between them.

    `level` and `policy` say what compatible means.
    """

    old: CheckedSchema
    new: CheckedSchema
    adjacent: bool
    level: str
    policy: str

    @property
    def schema(self) -> str:
        """The `$id` of the newer version: it is the one that should have been compatible."""
        return self.new.schema

    @cached_property
    def verdict(self) -> Verdict:
        """Whether the newer one is compatible, and what changed."""
        from evtool.rules.compatibility.verdict import verdict

        return verdict(self)

    def spot(self, problem: Problem) -> Spot:
        """See `Subject.spot`."""
        return self.new.spot(problem)
