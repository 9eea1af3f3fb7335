"""What is wrong with one event, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from evtool.intake.event.refusal import Reason


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing for which the intake would refuse an event.

    `tokens` lead to the part of the event that it is about; `hint` says the repair.
    """

    reason: Reason
    message: str
    hint: str | None = None
    tokens: tuple[str, ...] = ()
    schema: str | None = None
    stream: str | None = None
