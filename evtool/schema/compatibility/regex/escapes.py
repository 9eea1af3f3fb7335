"""Reading the characters of a pattern, escaped ones included."""

from __future__ import annotations

from typing import Final

from evtool.schema.compatibility.regex.charset import LAST_CODE_POINT


class InvalidPattern(ValueError):
    """The pattern is no regular expression of ECMA-262."""


class UnsupportedPattern(ValueError):
    """The pattern may be one, but whether strings match it is not decided here."""


_CONTROLS: Final = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
_ITSELF: Final = frozenset("^$\\.*+?()[]{}|/")
_LENIENT: Final = frozenset(" !\"#%&',-:;<=>@_`~")


class Reader:
    """A pattern that is read from left to right."""

    __slots__ = ("position", "strict", "text")

    def __init__(self, text: str, position: int = 0, *, strict: bool = False) -> None:
        self.text = text
        self.position = position
        self.strict = strict

    @property
    def done(self) -> bool:
        """Whether all is read."""
        return self.position >= len(self.text)

    @property
    def next(self) -> str:
        """The next character; there must be one."""
        return self.text[self.position]

    def fork(self) -> Reader:
        """A reader at the same place, to look ahead with."""
        return Reader(self.text, self.position, strict=self.strict)

    def peek(self) -> str:
        """The next character.

        Raises:
            InvalidPattern: There is none.
        """
        if self.done:
            raise InvalidPattern("the pattern ends too early")
        return self.next

    def pop(self) -> str:
        """The next character, and go on."""
        character = self.peek()
        self.position += 1
        return character

    def take(self, expected: str) -> bool:
        """Go past a character if it is the next one."""
        found = not self.done and self.next == expected
        self.position += found
        return found

    def rest(self, count: int) -> str:
        """The next few characters."""
        return self.text[self.position : self.position + count]

    def digits(self) -> str:
        """All digits that follow."""
        start = self.position
        while not self.done and self.next in "0123456789":
            self.position += 1
        return self.text[start : self.position]


def read_character_escape(reader: Reader) -> int:
    """The code point of the character that is written after a backslash.

    Raises:
        InvalidPattern: No such escape exists.
    """
    letter = reader.pop()
    if letter in _CONTROLS:
        return ord(_CONTROLS[letter])
    if letter in _ITSELF or (not reader.strict and letter in _LENIENT):
        return ord(letter)
    if letter == "0" and reader.rest(1) not in tuple("0123456789"):
        return 0
    if letter == "c" and reader.peek().isascii() and reader.peek().isalpha():
        return ord(reader.pop()) % 32
    if letter == "x":
        return _hexadecimal(reader, 2)
    if letter == "u":
        return _code_unit(reader)
    raise InvalidPattern(f"\\{letter} is no escape")


def _code_unit(reader: Reader) -> int:
    """Four digits, a pair of surrogates in eight, or any number of digits in braces."""
    if reader.take("{"):
        return _braced(reader)
    high = _hexadecimal(reader, 4)
    if 0xD800 <= high < 0xDC00 and reader.rest(2) == "\\u":
        ahead = Reader(reader.text, reader.position + 2)
        low = _hexadecimal(ahead, 4) if ahead.rest(1) != "{" else 0
        if 0xDC00 <= low < 0xE000:
            reader.position = ahead.position
            return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
    return high


def _braced(reader: Reader) -> int:
    digits = ""
    while not reader.take("}"):
        digits += reader.pop()
    code = _number(digits)
    if code > LAST_CODE_POINT:
        raise InvalidPattern(f"there is no character {digits}")
    return code


def _hexadecimal(reader: Reader, length: int) -> int:
    digits = reader.rest(length)
    if len(digits) < length:
        raise InvalidPattern("a hexadecimal number is too short")
    reader.position += length
    return _number(digits)


def _number(digits: str) -> int:
    if not digits or not all(one in "0123456789abcdefABCDEF" for one in digits):
        raise InvalidPattern(f"{digits!r} is no hexadecimal number")
    return int(digits, 16)
