"""What a search comes to: a value, the proof that there is none, or neither."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Found:
    """A value that fulfills all claims."""

    value: Any


@dataclass(frozen=True, slots=True)
class Empty:
    """No value does: all ways have been tried."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The search ended without an answer; `reason` tells why.

    It is `unreadable` where a schema on the way makes no sense.
    """

    reason: str
    unreadable: bool = False


Outcome = Found | Empty | Unknown

EMPTY: Final = Empty()


def first_found(outcomes: Iterable[Outcome]) -> Outcome:
    """The first value among several ways; empty only where all of them are."""
    answer: Outcome = EMPTY
    for outcome in outcomes:
        if isinstance(outcome, Found):
            return outcome
        if isinstance(outcome, Unknown) and answer is EMPTY:
            answer = outcome
    return answer


class OutOfBudget(Exception):
    """The search has taken all the steps or all the time that it was given."""


class Budget:
    """How long searches may go on."""

    def __init__(self, steps: int = 40_000, seconds: float = 2.0) -> None:
        self._steps = steps
        self._end = time.monotonic() + seconds

    def spend(self, steps: int = 1) -> None:
        """Take some steps.

        Raises:
            OutOfBudget: None are left.
        """
        self._steps -= steps
        if self._steps < 0:
            raise OutOfBudget
        self.check()

    def check(self) -> None:
        """Take no step, but look at the time.

        Raises:
            OutOfBudget: It is over.
        """
        if time.monotonic() > self._end:
            raise OutOfBudget
