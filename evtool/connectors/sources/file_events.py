"""The events of one file: of its lines, or of the one JSON document that it is.

What cannot be read as an event is a change with a problem; a file that is damaged is read up to
the damage.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from evtool.connectors.source import Change
from evtool.connectors.sources.file_progress import Found
from evtool.connectors.sources.lines import Line, lines
from evtool.connectors.sources.text import change_of, digest
from evtool.intake.event.json_text import (
    EndTogether,
    TextError,
    TooDeep,
    dump,
    is_array,
    parse,
    slices,
)

MOST_BYTES = 256 * 1024 * 1024
"""The largest file that is read as one JSON document, decompressed, in bytes."""

_DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error)
_KEPT = 1_000_000


def open_file(path: Path) -> IO[bytes]:
    """A file for reading; one with .gz is decompressed."""
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def line_events(one: Found, file: IO[bytes], start: int) -> Iterator[Change]:
    """The events of lines; positions are places in the file, in bytes."""
    at = start
    try:
        if start:
            file.seek(start)  # a compressed file is read up to there
        for line in lines(file, start):
            at = line.end
            yield _of_line(one, line)
    except _DAMAGED as error:
        yield _damage(one, at, f"{one.shown} is damaged after byte {at:,}: {error}")


def document_events(one: Found, file: IO[bytes], start: int) -> Iterator[Change]:
    """The event of a document, or those of its list; positions are counts of events."""
    raw = b""
    try:
        raw = file.read(MOST_BYTES + 1)
        value = parse(raw) if len(raw) <= MOST_BYTES else None
    except _DAMAGED as error:
        yield _damage(one, start, f"{one.shown} is damaged: {error}")
        return
    except EndTogether as error:
        yield from _items(one, raw, start, str(error))
        return
    except TextError as error:
        hint = "`format: lines` is for an event in each line"
        yield _whole(one, start, raw, f"{one.shown}: {error}; {hint}")
        return
    if len(raw) > MOST_BYTES:
        text = f"{one.shown} has over {MOST_BYTES:,} bytes: write an event in each line"
        yield _whole(one, start, raw, text)
        return
    events = value if isinstance(value, list) else [value]
    for at, event in islice(enumerate(events), start, None):
        yield _of_value(one, at, event)


def _items(one: Found, raw: bytes, start: int, problem: str) -> Iterator[Change]:
    """The events of a list, read one by one: one that cannot be read holds up no other."""
    try:
        texts = slices(raw) if is_array(raw) else [raw]
    except RecursionError:
        yield _whole(one, start, raw, f"{one.shown}: {problem}")
        return
    for at, text in islice(enumerate(texts), start, None):
        yield change_of(text, at + 1, [one.name, at, digest(text)])


def _of_line(one: Found, line: Line) -> Change:
    identity = [one.name, line.start, digest(line.content)]
    if line.cut:
        text = f"the line has over {len(line.content):,} bytes"
        return Change(None, line.end, identity, line.content, text)
    return change_of(line.content, line.end, identity)


def _of_value(one: Found, at: int, event: Any) -> Change:
    try:
        text = dump(event)
    except TooDeep:
        text = str(event).encode("utf-8", "backslashreplace")[:_KEPT]
        problem = "objects and arrays are nested too deep"
        return Change(None, at + 1, [one.name, at, digest(text)], text, problem)
    identity = [one.name, at, digest(text)]
    if isinstance(event, dict):
        return Change(event, at + 1, identity, text)
    return Change(None, at + 1, identity, text, "an event must be a JSON object")


def _damage(one: Found, at: int, problem: str) -> Change:
    return Change(None, at, [one.name, one.etag, "damage"], one.shown.encode(), problem)


def _whole(one: Found, at: int, raw: bytes, problem: str) -> Change:
    return Change(None, at, [one.name, digest(raw)], raw[:_KEPT], problem)
