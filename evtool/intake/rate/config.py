"""A rate as it is configured."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evtool.config import Section, setting


@dataclass(frozen=True, slots=True)
class RateConfig:
    """So many events a second on average."""

    events: float = setting(help="Events a second, on average.")
    burst: int | None = setting(
        None, help="Events at once after a pause; null: those of one second."
    )

    @property
    def depth(self) -> int:
        """How many events may come at once."""
        return self.burst or max(1, math.ceil(self.events))

    def check(self, section: Section) -> None:
        """Refuse rates that nothing could ever reach.

        Raises:
            ConfigurationError: A number that is not above 0.
        """
        if not 0 < self.events < math.inf:
            raise section.below("events").error("must be above 0")
        if self.burst is not None and self.burst < 1:
            raise section.below("burst").error("must be at least 1")
