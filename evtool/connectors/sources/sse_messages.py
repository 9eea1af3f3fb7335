"""Server-sent events out of bytes, however those are cut (HTML Living Standard, section 9.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

LONGEST = 16 * 1024 * 1024
"""Bytes of the data of one message that are kept: no log takes a longer event."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `id` is the last one that the server gave, `cut` that data was left out."""

    event: str
    data: bytes
    id: str | None
    cut: bool = False


@dataclass
class Decoder:
    """Takes bytes, and gives the messages that are whole. A message without data is none."""

    longest: int = LONGEST
    last_id: str | None = None
    _line: bytearray = field(default_factory=bytearray)
    _data: list[bytes] = field(default_factory=list)
    _size: int = 0
    _event: str = ""
    _cut: bool = False
    _after_return: bool = False
    _begun: bool = False

    def feed(self, part: bytes) -> Iterator[Message]:
        """The messages that a further part of the answer ends."""
        if self._after_return and part:
            self._after_return = False
            part = part.removeprefix(b"\n")  # the other half of an end of line
        if part.endswith(b"\r"):
            self._after_return = True
        *whole, rest = part.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for piece in whole:
            self._keep(piece)
            line = bytes(self._line)
            self._line.clear()
            if not self._begun:
                self._begun = True
                line = line.removeprefix(b"\xef\xbb\xbf")
            yield from self._take(line)
        self._keep(rest)

    def _keep(self, piece: bytes) -> None:
        """Add to the line, as long as it is one that can be kept."""
        room = self.longest + 16 - len(self._line)
        self._line += piece[: max(0, room)]
        self._cut = self._cut or len(piece) > room

    def _take(self, line: bytes) -> Iterator[Message]:
        if not line:
            yield from self._end()
            return
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._add(value)
        elif name == b"event":
            self._event = value.decode("utf-8", "replace")
        elif name == b"id" and b"\0" not in value:
            self.last_id = value.decode("utf-8", "replace")

    def _add(self, value: bytes) -> None:
        room = self.longest - self._size
        self._cut = self._cut or len(value) > room
        self._data.append(value[: max(0, room)])
        self._size += len(value) + 1

    def _end(self) -> Iterator[Message]:
        data, event, cut = self._data, self._event, self._cut
        self._data, self._size, self._event, self._cut = [], 0, "", False
        if data:
            yield Message(event or "message", b"\n".join(data), self.last_id, cut)
