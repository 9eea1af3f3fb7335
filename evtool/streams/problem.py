"""What is wrong in stream files, as data: the rest of the files is used all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from evtool.document import Document
from evtool.errors import DocumentError, Place
from evtool.schema.pointer import format_pointer

UNREADABLE = "unreadable"
WRONG_TYPE = "wrong-type"
UNKNOWN_KEY = "unknown-key"
INVALID_NAME = "invalid-name"
INVALID_REGEX = "invalid-regex"
DUPLICATE = "duplicate"
UNKNOWN_ENVIRONMENT = "unknown-environment"


class Scope(StrEnum):
    """What a problem takes away."""

    FILE = "file"
    """All of a file, or what many entries rest on: a service keeps what it had before."""
    ENTRY = "entry"
    """One entry, which is left out."""
    NOTE = "note"
    """Nothing: what was meant is clear enough to go on with."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the kind of it, the sentence, the repair, and the place.

    `tokens` lead to the value in the document of `path`; `stream` is the name or regex of
    the entry that it is about. `place` is known once `located` has looked.
    """

    kind: str
    message: str
    path: Path
    tokens: tuple[str, ...] = ()
    hint: str | None = None
    stream: str | None = None
    scope: Scope = Scope.ENTRY
    place: Place | None = None

    @property
    def pointer(self) -> str:
        """The JSON pointer of the value."""
        return format_pointer(self.tokens)

    def __str__(self) -> str:
        """The sentence, after its place."""
        return f"{self.place or Place(self.path)}: {self.message}"


def located(problems: Iterable[Problem], documents: Sequence[Document]) -> Iterator[Problem]:
    """The problems with their places.

    Every document that has a problem is looked through once, and nothing of that is kept.
    """
    by_path = {one.path: one for one in documents}
    fresh: dict[Path, Document] = {}
    for one in problems:
        source = by_path.get(one.path)
        if one.place is not None or source is None:
            yield one
            continue
        # A document remembers its nodes, many times its size: a copy is thrown away.
        copy = fresh.setdefault(one.path, Document(source.path, source.text, source.value))
        yield replace(one, place=_place(copy, one.tokens))


def _place(document: Document, tokens: Sequence[str]) -> Place:
    try:
        return document.place(tokens)
    except DocumentError:  # JSON that is no YAML: its keys may be longer
        return Place(document.path)
