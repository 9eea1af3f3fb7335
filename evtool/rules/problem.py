"""What a rule says: a sentence about one place of its subject, and how to repair it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evtool.errors import EvtoolError, Place
from evtool.files import FileWrite, LinkWrite
from evtool.finding import Severity, TextEdit

Tokens = tuple[str, ...]
"""The way to a value in a document: the parts of a JSON pointer."""

Repair = FileWrite | LinkWrite | TextEdit
"""One step of a safe repair: a file or a link to write, or a text to replace."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One place of a subject that breaks a rule.

    `at` leads to the value in the subject's document. A problem of a folder names the
    `path` of the file below the schema root instead; `place` is for a problem that
    knows its place already, `schema` for one about another `$id` than the subject's.

    `repair` is what `--fix` does. A problem of two versions names the other one
    (`against`), who breaks (`breaks`), the event that proves it (`witness`, JSON text), and the
    way by which the same change is known among other versions (`key`). `most` is the
    severity that it has at most, whatever that of the rule is.
    """

    message: str
    hint: str | None = None
    at: Tokens = ()
    path: str | None = None
    place: Place | None = None
    repair: Sequence[Repair] = ()
    schema: str | None = None
    against: str | None = None
    breaks: str | None = None
    witness: str | None = None
    key: Tokens | None = None
    most: Severity | None = None

    @classmethod
    def of(cls, error: EvtoolError, at: Tokens = ()) -> Problem:
        """An error that concerns the user's files, as a problem at its own place."""
        return cls(error.message, error.hint, at=at, place=error.place)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where people find a problem: a file, a line, and the pointer of the value in it."""

    path: Path
    line: int = 1
    column: int = 1
    tokens: Tokens = ()

    @classmethod
    def at(cls, place: Place, tokens: Tokens = ()) -> Spot:
        """The spot of a place; a file as a whole is its first line."""
        return cls(place.path, place.line or 1, place.column or 1, tokens)
