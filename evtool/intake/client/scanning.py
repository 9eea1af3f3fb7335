"""JSON values one after another, out of a stream of any length, by their brackets.

What stands between the brackets is not looked at: whoever parses a value sees what is wrong
in it. So an array of a gigabyte needs the memory of its largest item.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import BinaryIO

from evtool.intake.client.text import Text

CHUNK = 64 * 1024

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest event; beyond it the brackets are surely not balanced."""

_SPACE = re.compile(rb"[ \t\r\n]*")
_BRACKET = re.compile(rb'["{}\[\]]')
_IN_TEXT = re.compile(rb'["\\]')
_END_OF_PLAIN = re.compile(rb"[ \t\r\n,\[\]{}]")


class Scanner:
    """Reads the values of a stream; those inside an outer array are values themselves.

    `head` is what has been read of the stream before, `line` the line on which it begins.
    """

    def __init__(self, stream: BinaryIO, head: bytes = b"", line: int = 1) -> None:
        self._stream = stream
        self._data = bytearray(head)
        self._at = 0
        self._line = line
        self._column = 1

    def texts(self) -> Iterator[Text]:
        """Each value with its place. After one with a `problem` there is no other."""
        while self._peek():
            if self._take(b"["):
                problem = yield from self._items()
            else:
                text = self._value()
                yield text
                problem = text.problem
            if problem is not None:
                return

    def _items(self) -> Generator[Text, None, str | None]:
        """The items of an array whose bracket is read; what is wrong with the last one."""
        needs_comma = False
        while True:
            found = self._peek()
            if self._take(b"]"):
                return None
            if not found:
                text = self._problem("the file ends inside an array")
            elif needs_comma and not self._take(b","):
                text = self._problem("a comma is missing between two items")
            else:
                self._peek()
                text = self._value()
            yield text
            if text.problem is not None:
                return text.problem
            needs_comma = True

    def _value(self) -> Text:
        """The value that begins here."""
        line, column = self._line, self._column
        first = bytes(self._data[self._at : self._at + 1])
        length = self._nested() if first in (b"{", b"[") else self._plain()
        if length is None:
            return self._problem("the file ends inside an event")
        if length == 0:
            return self._problem(f"{first.decode('latin-1')!r} does not begin an event")
        if length > LARGEST:
            return self._problem(f"an event of over {LARGEST:,} bytes")
        content = bytes(self._data[self._at : self._at + length])
        self._advance(length)
        return Text(content, line, column)

    def _nested(self) -> int | None:
        """How long the object or array is; None if it does not end."""
        depth, offset, pattern = 0, 0, _BRACKET
        while True:
            match = pattern.search(self._data, self._at + offset)
            if match is None:
                offset = max(offset, len(self._data) - self._at)
                if offset > LARGEST:
                    return offset
                if not self._read():
                    return None
                continue
            offset = match.end() - self._at
            sign = match[0]
            if pattern is _IN_TEXT:
                if sign == b"\\":
                    offset += 1  # whatever is escaped
                else:
                    pattern = _BRACKET
            elif sign == b'"':
                pattern = _IN_TEXT
            else:
                depth += 1 if sign in (b"{", b"[") else -1
                if depth == 0:
                    return offset

    def _plain(self) -> int | None:
        """How long a value without brackets is; a text in quotes may have spaces in it."""
        if self._data[self._at : self._at + 1] == b'"':
            return self._quoted()
        offset = 0
        while True:
            match = _END_OF_PLAIN.search(self._data, self._at + offset)
            if match is not None:
                return match.start() - self._at
            offset = len(self._data) - self._at
            if offset > LARGEST or not self._read():
                return offset

    def _quoted(self) -> int | None:
        offset = 1
        while offset <= LARGEST:
            match = _IN_TEXT.search(self._data, self._at + offset)
            if match is None:
                offset = max(offset, len(self._data) - self._at)
                if not self._read():
                    return None
            elif match[0] == b'"':
                return match.end() - self._at
            else:
                offset = match.end() - self._at + 1
        return offset

    def _peek(self) -> bool:
        """Pass over white space; whether anything is left."""
        while True:
            match = _SPACE.match(self._data, self._at)
            self._advance(match.end() - self._at if match else 0)
            if self._at < len(self._data):
                return True
            if not self._read():
                return False

    def _take(self, sign: bytes) -> bool:
        """Pass over a sign, if it stands here."""
        if self._data[self._at : self._at + 1] != sign:
            return False
        self._advance(1)
        return True

    def _advance(self, count: int) -> None:
        passed = self._data[self._at : self._at + count]
        self._at += count
        breaks = passed.count(b"\n")
        if breaks:
            self._line += breaks
            self._column = len(passed) - passed.rfind(b"\n")
        else:
            self._column += count

    def _read(self) -> bool:
        """Read more; what is passed is forgotten."""
        chunk = self._stream.read(CHUNK)
        if self._at:
            del self._data[: self._at]
            self._at = 0
        self._data += chunk
        return bool(chunk)

    def _problem(self, message: str) -> Text:
        return Text(b"", self._line, self._column, message)
