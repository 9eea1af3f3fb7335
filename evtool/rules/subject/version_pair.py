"""Two versions of one schema, the older one first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evtool.rules.problem import Problem, Spot
from evtool.rules.subject.checked_schema import CheckedSchema

if TYPE_CHECKING:
    from evtool.schema.compatibility import Checks, Verdict


@dataclass(eq=False)
class Measure:
    """What compatible means, for all pairs of versions of one schema."""

    level: str
    policy: str

    @cached_property
    def checks(self) -> Checks:
        """The prover; it is only loaded where there are pairs."""
        from evtool.schema.compatibility import Checks, Level, Policy

        return Checks(Level(self.level), Policy(self.policy))


@dataclass(eq=False)
class VersionPair:
    """Two versions of one major; `adjacent` tells that none lies between them."""

    old: CheckedSchema
    new: CheckedSchema
    adjacent: bool
    measure: Measure

    @property
    def schema(self) -> str:
        """The `$id` of the newer version: it is the one that should have been compatible."""
        return self.new.schema

    @cached_property
    def verdict(self) -> Verdict:
        """Whether the newer one is compatible, and what changed."""
        return self.measure.checks.check(self.old.value, self.new.value)

    def spot(self, problem: Problem) -> Spot:
        """See `Subject.spot`."""
        return self.new.spot(problem)
