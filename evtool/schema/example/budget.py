"""A bound on the work and the size of one example, so that every schema ends quickly."""

from __future__ import annotations

from evtool.schema.example.failure import BY_HAND, Refusal

LIMIT = 1_000_000
"""How many values, characters and steps an example may cost: real ones cost 5,000."""


class Budget:
    """What is left to spend: a step, a value or a character costs one."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.spent = 0

    def spend(self, amount: int) -> None:
        """Take `amount`, before the work is done.

        Raises:
            Refusal: There is not that much left.
        """
        self.spent += amount
        if self.spent > self.limit:
            raise Refusal(
                f"the example would be larger than {self.limit:,} values and characters",
                f"lower `minLength`, `minItems`, `maxItems` or the repetitions of a pattern, "
                f"or {BY_HAND}",
            )
