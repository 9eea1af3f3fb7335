"""Remarks of the inference: what it could not know, and what a person should decide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoteKind(StrEnum):
    """What a note is about."""

    MIXED_TYPES = "mixed-types"
    NULL = "null"
    ALWAYS_PRESENT = "always-present"
    ENVELOPE = "envelope"
    FORMAT = "format"
    ENUM = "enum"
    MAP = "map"
    EMPTY = "empty"
    LARGE_NUMBER = "large-number"
    NAME = "name"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Note:
    """One remark about one field; `path` reads like `meta.dt` and is empty for the schema."""

    kind: NoteKind
    path: str
    message: str

    def __str__(self) -> str:
        """The remark on one line."""
        return f"{self.path}: {self.message}" if self.path else self.message
