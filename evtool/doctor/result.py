"""What a check of the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evtool.errors import EvtoolError


class Level(StrEnum):
    """How bad it is; a problem makes the doctor fail."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the doctor: what was checked, what was found, and the repair.

    The repair is a command, or a short sentence where no single command does it.
    """

    check: str
    level: Level
    message: str
    repair: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """The result for scripts."""
        return {
            "check": self.check,
            "level": self.level.value,
            "message": self.message,
            "repair": self.repair,
        }


def ok(check: str, message: str, repair: str | None = None) -> Result:
    """Nothing is wrong; a repair then says what could be added."""
    return Result(check, Level.OK, message, repair)


def warning(check: str, message: str, repair: str) -> Result:
    """Something that works, but not for everything or everyone."""
    return Result(check, Level.WARNING, message, repair)


def problem(check: str, message: str, repair: str | None) -> Result:
    """Something that stops evtool from doing its work."""
    return Result(check, Level.PROBLEM, message, repair)


def of_error(check: str, error: EvtoolError) -> Result:
    """An error that a check met, as its result."""
    return problem(check, str(error), error.hint)
