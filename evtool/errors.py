"""What stops evtool: every error a user can meet, as facts and a sentence.

Two kinds of bad news exist. A `Finding` is data about the user's files: it is
collected and reported, and a check ends with exit code 1. An `EvtoolError` means
that the work cannot go on: it ends with exit code 2. Anything else that is raised
is a bug in evtool: exit code 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands; `line` and `column` count from 1, 0 is unknown."""

    path: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """`path:line:column`, as editors and terminals make clickable."""
        parts = [str(self.path)]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


class EvtoolError(Exception):
    """The work cannot go on; carries the sentence, the place and the repair.

    `message` says what is wrong, `hint` what to do about it, `place` where it is.
    """

    def __init__(
        self, message: str, *, hint: str | None = None, place: Place | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        """The sentence, after its place when there is one."""
        return f"{self.place}: {self.message}" if self.place else self.message


class ConfigurationError(EvtoolError):
    """A configuration file says something that evtool does not understand."""


class DocumentError(EvtoolError):
    """A file is not one readable YAML or JSON document."""


class SchemaError(EvtoolError):
    """A schema cannot be materialized as it stands."""


class SchemaNotFound(EvtoolError):
    """No repository of the workspace holds the schema."""

    def __init__(self, name: str, *, hint: str | None = None, place: Place | None = None) -> None:
        self.name = name
        super().__init__(
            f"no schema {name}",
            hint=hint or "`evtool schema list` shows what there is",
            place=place,
        )
