"""Where in a file a part of an event stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evtool.document import parse_document
from evtool.errors import EvtoolError, Place
from evtool.intake.client.text import Text

MOST_BYTES = 1024 * 1024
"""A larger event is not read again for the place of a part of it."""


def place_of(text: Text, tokens: Sequence[str], path: Path) -> Place:
    """The place of the part of an event that tokens lead to, in the file of the event."""
    start = Place(path, text.line, text.column)
    if not tokens or len(text.content) > MOST_BYTES:
        return start
    try:
        inside = parse_document(text.content, path).place(tokens)
    except EvtoolError:  # JSON that is no YAML
        return start
    column = inside.column + (text.column - 1 if inside.line == 1 else 0)
    return Place(path, text.line + inside.line - 1, column)
