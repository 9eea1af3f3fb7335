"""What kind of trouble keeps a file from being read."""

from __future__ import annotations

from enum import Enum, auto

from evtool.rules.subject.schema_file import SchemaFile

_TWICE = "stands twice in one map"
"""How the loader of documents words a duplicate key: it has one error for all troubles."""


class Trouble(Enum):
    """Why a file cannot be read."""

    ENCODING = auto()
    DUPLICATE_KEY = auto()
    SYNTAX = auto()


def trouble(file: SchemaFile) -> Trouble | None:
    """The trouble with a file; None for one that can be read."""
    if file.document is not None:
        return None
    try:
        file.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Trouble.ENCODING
    if file.failure is not None and _TWICE in file.failure.message:
        return Trouble.DUPLICATE_KEY
    return Trouble.SYNTAX
