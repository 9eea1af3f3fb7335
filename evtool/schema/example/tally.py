"""What a walk through a schema has cost, which is limited, and what it has rewritten."""

from __future__ import annotations

from evtool.schema.example.failure import BY_HAND, Refusal

LIMIT = 1_000_000
"""How many values, characters and steps an example may cost: a large real one costs 5,000."""


class Tally:
    """Counts the steps of one walk, so that it ends soon whatever the schema says."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.spent = 0
        self.rewrites = 0
        """Rises when the schema has changed so that its next value may be another one."""
        self.choices = 0
        """Rises when a branch is chosen, whose values are new objects each time."""

    def spend(self, amount: int) -> None:
        """Count `amount` values, characters or steps, before the work is done.

        Raises:
            Refusal: There would be more than the limit.
        """
        self.spent += amount
        if self.spent > self.limit:
            raise Refusal(
                f"it would take more than {self.limit:,} values and characters",
                "lower `minLength`, `minItems`, `maxItems` or the repetitions of a pattern, "
                f"or {BY_HAND}",
            )
