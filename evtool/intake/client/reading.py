"""The events of a file, one after another: JSON lines, an array, or JSON over many lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from evtool.intake.client.scanning import CHUNK, LARGEST, Scanner
from evtool.intake.client.text import Text

_BOM = b"\xef\xbb\xbf"


def read_events(stream: BinaryIO) -> Iterator[Text]:
    """The events of a stream, each with its place; the memory of one event is enough.

    JSON lines are told by their first line, which is an event, or by a second one that
    begins with a brace: then a broken line is a problem of its own. Everything else is
    JSON: arrays of events, and events one after another.
    """
    head, number = _first_line(stream)
    if not head.lstrip().startswith(b"{"):
        yield from Scanner(stream, head, number).texts()
        return
    if not head.endswith(b"\n"):
        head += stream.readline(LARGEST)
    second = b"" if _is_json(head) else stream.readline(LARGEST)
    if second and not second.startswith(b"{"):
        yield from Scanner(stream, head + second, number).texts()
        return
    yield Text(head.strip(), number)
    if second:
        yield Text(second.strip(), number + 1)
        number += 1
    for place, line in enumerate(_lines(stream), start=number + 1):
        if line.strip():
            yield Text(line.strip(), place)


def _first_line(stream: BinaryIO) -> tuple[bytes, int]:
    """The first line that has anything on it, or its beginning, and its number."""
    number = 1
    head = stream.readline(CHUNK).removeprefix(_BOM)
    while head and not head.strip():
        number += head.endswith(b"\n")
        head = stream.readline(CHUNK)
    return head, number


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(LARGEST):
        yield line


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
