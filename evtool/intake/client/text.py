"""One event as it stands in a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The bytes of one event, and where they begin; lines and columns count from 1.

    `problem` says why no event can be read here.
    """

    content: bytes
    line: int
    column: int = 1
    problem: str | None = None

    @property
    def on_one_line(self) -> bytes:
        """The same event as a line of JSON lines: no text inside JSON holds a line break."""
        return self.content.replace(b"\r", b" ").replace(b"\n", b" ")
