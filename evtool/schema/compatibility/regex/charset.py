"""Sets of characters, as sorted ranges of code points that do not touch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

CharSet = tuple[tuple[int, int], ...]

LAST_CODE_POINT: Final = 0x10FFFF
ANYTHING: Final[CharSet] = ((0, LAST_CODE_POINT),)
NOTHING: Final[CharSet] = ()


def charset(ranges: Iterable[tuple[int, int]]) -> CharSet:
    """The set of all characters in any of the ranges, both ends included."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(joined[-1][1], high)
        else:
            joined.append((low, high))
    return tuple(joined)


def characters(text: str) -> CharSet:
    """The set of the characters of a text."""
    return charset((ord(one), ord(one)) for one in text)


def complement(one: CharSet) -> CharSet:
    """All characters that are not in the set."""
    ranges, start = [], 0
    for low, high in one:
        if start < low:
            ranges.append((start, low - 1))
        start = high + 1
    if start <= LAST_CODE_POINT:
        ranges.append((start, LAST_CODE_POINT))
    return tuple(ranges)


def union(*sets: CharSet) -> CharSet:
    """All characters that are in any of the sets."""
    return charset(one for ranges in sets for one in ranges)


def holds(one: CharSet, code_point: int) -> bool:
    """Whether a character is in the set."""
    return any(low <= code_point <= high for low, high in one)


DIGITS: Final = charset([(0x30, 0x39)])
WORD: Final = charset([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
LINE_ENDS: Final = characters("\n\r\u2028\u2029")
SPACES: Final = union(
    characters("\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"), ((0x2000, 0x200A),)
)


@cache
def unicode_set(test: Callable[[str], bool]) -> CharSet:
    """All characters that a test of Python accepts, such as `str.isdecimal`.

    Looking at every character takes a tenth of a second, once for each test.
    """
    return charset((code, code) for code in range(LAST_CODE_POINT + 1) if test(chr(code)))
