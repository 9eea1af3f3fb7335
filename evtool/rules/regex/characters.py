"""Sets of characters as sorted ranges of code points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

CharacterSet = tuple[tuple[int, int], ...]
"""Ranges, both ends included, in order, with gaps between them."""

LAST: Final = 0x10FFFF
EVERY: Final[CharacterSet] = ((0, LAST),)


def union(ranges: Iterable[tuple[int, int]]) -> CharacterSet:
    """Any ranges, put in order and joined where they touch."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(joined[-1][1], high)
        else:
            joined.append((low, high))
    return tuple(joined)


def complement(members: CharacterSet) -> CharacterSet:
    """All other characters."""
    found, start = [], 0
    for low, high in members:
        if low > start:
            found.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)


def one(character: str) -> CharacterSet:
    """The set of one character."""
    return ((ord(character), ord(character)),)


def _of(text: str) -> CharacterSet:
    return union((ord(one), ord(one)) for one in text)


DIGITS: Final = union([(0x30, 0x39)])
WORD: Final = union([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
SPACE: Final = union(
    [*_of("\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"), (0x2000, 0x200A)]
)
LINE_ENDS: Final = _of("\n\r\u2028\u2029")
NOT_LINE_END: Final = complement(LINE_ENDS)

CLASSES: Final = {
    "d": DIGITS,
    "D": complement(DIGITS),
    "w": WORD,
    "W": complement(WORD),
    "s": SPACE,
    "S": complement(SPACE),
}
"""What `\\d`, `\\w` and their relatives stand for (ECMA-262, without flags)."""
