"""The lines of a file with their places, however long they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, NamedTuple

LONGEST = 16 * 1024 * 1024
"""Bytes of a line that are kept: no log takes a longer event."""


class Line(NamedTuple):
    """One line that is not empty.

    `start` and `end` count bytes from the beginning of the file, as it is when it is
    decompressed; `content` lacks the end of the line; `cut` says that there was more.
    """

    start: int
    end: int
    content: bytes
    cut: bool


def lines(file: IO[bytes], start: int = 0, longest: int = LONGEST) -> Iterator[Line]:
    """The lines from a place on, where a line begins; the last one needs no end.

    Args:
        file: Read from there on.
        start: The place.
        longest: So many bytes of a line are kept.
    """
    at = start
    while True:
        begin, kept = at, file.readline(longest + 1)
        if not kept:
            return
        at += len(kept)
        cut = len(kept) > longest and not kept.endswith(b"\n")
        more = kept
        while cut and more and not more.endswith(b"\n"):
            more = file.readline(longest)
            at += len(more)
        content = kept[:longest].rstrip(b"\r\n") if cut else kept.rstrip(b"\r\n")
        if content.strip():
            yield Line(begin, at, content, cut)
