"""Classes of characters: how `[...]` is read, and in which order its characters stand."""

from __future__ import annotations

from typing import Final

from evtool.schema.example.failure import Refusal
from evtool.schema.example.pattern.nodes import Characters, Range

_PRINTABLE: Range = (32, 126)
"""The characters that a class is thought to choose from."""

_DIGITS: Range = (48, 57)
_WORD: tuple[Range, ...] = ((95, 95), (97, 122), (65, 90), _DIGITS)
_SPACES: tuple[Range, ...] = (
    (9, 13), (32, 32), (160, 160), (5760, 5760), (8192, 8202), (8232, 8233), (8239, 8239),
    (8287, 8287), (12288, 12288), (65279, 65279),
)  # fmt: skip

SHORTHANDS: Final = {
    "d": Characters((_DIGITS,)),
    "D": Characters((_DIGITS,), negated=True),
    "s": Characters(_SPACES),
    "S": Characters(_SPACES, negated=True),
    "w": Characters(_WORD),
    "W": Characters(_WORD, negated=True),
}
ANY: Final = Characters(((10, 10), (13, 13), (8232, 8233)), negated=True)
"""What `.` stands for: everything but the ends of lines."""


def read_class(pattern: str, at: int) -> tuple[Characters, int]:
    """The class whose first character, after `[`, is at `at`; and where the rest begins.

    Raises:
        Refusal: The class has no end, or a range whose ends are in the wrong order.
    """
    negated = pattern.startswith("^", at)
    at += negated
    members: list[Range | Characters] = []
    while at < len(pattern):
        if pattern[at] == "]":
            return Characters(tuple(members), negated), at + 1
        member, at = _read_member(pattern, at)
        members.append(member)
    raise Refusal("its `pattern` has a `[` without a `]`", "close the class in `pattern`")


def _read_member(pattern: str, at: int) -> tuple[Range | Characters, int]:
    escaped = pattern[at] == "\\" and at + 1 < len(pattern)
    if escaped and pattern[at + 1] in SHORTHANDS:
        return SHORTHANDS[pattern[at + 1]], at + 2
    low = at + escaped
    high = low + 2
    if pattern.startswith("-", low + 1) and high < len(pattern):
        if pattern[high] == "\\" and not pattern.startswith("]", high + 1):
            high += high + 1 < len(pattern)
        if pattern[high] != "]":
            return _range(pattern[low], pattern[high]), high + 1
    unit = ord(pattern[low])
    return (unit, unit), low + 1


def _range(low: str, high: str) -> Range:
    if low > high:
        raise Refusal(f"its `pattern` has the range {low}-{high}", f"write {high}-{low}")
    return ord(low), ord(high)


def choices(characters: Characters) -> list[Range]:
    """The printable characters of a class, in the order in which they are counted.

    Ranges stay in the order in which they are written, so `a` comes before `0` in
    `[a-f0-9]`; a range that touches an earlier one is counted with it.
    """
    ranges: list[Range] = []
    for member in characters.members:
        for span in choices(member) if isinstance(member, Characters) else [member]:
            ranges = _with_range(ranges, span)
    first, last = _PRINTABLE
    if characters.negated:
        units = range(first, last + 1)
        return [(at, at) for at in units if not any(low <= at <= high for low, high in ranges)]
    return [
        (max(low, first), min(high, last)) for low, high in ranges if low <= last and high >= first
    ]


def _with_range(ranges: list[Range], span: Range) -> list[Range]:
    start = 0
    while start < len(ranges) and not _touch(ranges[start], span):
        start += 1
    end = start
    while end < len(ranges) and _touch(ranges[end], span):
        span = min(span[0], ranges[end][0]), max(span[1], ranges[end][1])
        end += 1
    return [*ranges[:start], span, *ranges[end:]]


def _touch(one: Range, other: Range) -> bool:
    return one[0] <= other[1] + 1 and one[1] >= other[0] - 1
