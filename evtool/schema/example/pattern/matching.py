"""Whether a regular expression matches somewhere in a text, in bounded time.

Instead of trying one way after the other, all positions that a part can end at are
followed at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from evtool.schema.example.failure import Refusal
from evtool.schema.example.javascript import units
from evtool.schema.example.pattern.characters import SHORTHANDS
from evtool.schema.example.pattern.nodes import (
    Assertion,
    Characters,
    Group,
    Literal,
    Node,
    Reference,
    Repeat,
)
from evtool.schema.example.pattern.reading import read_pattern

Positions = frozenset[int]
_NOWHERE: Positions = frozenset()
_CODE = re.compile(r"\\(?:\\|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})")


def matches(pattern: str, text: str, spend: Callable[[int], None]) -> bool:
    """Whether `pattern` matches some part of `text`; `spend` is told of each step.

    Raises:
        Refusal: The pattern is not understood, or `spend` refuses.
    """
    counted = units(text)
    root = read_pattern(_CODE.sub(_with_capitals, pattern)).root
    return bool(_Matcher(counted, spend).sequence((root,), range(len(counted) + 1)))


def _with_capitals(escape: re.Match[str]) -> str:
    """JavaScript reads small hexadecimal digits too; the generator does not."""
    return escape.group()[:2] + escape.group()[2:].upper()


class _Matcher:
    """A text, and where each part of the pattern ends that begins at a position."""

    def __init__(self, text: str, spend: Callable[[int], None]) -> None:
        self.text = text
        self.spend = spend
        self.known: dict[tuple[int, int], Positions] = {}

    def sequence(self, nodes: Iterable[Node], starts: Iterable[int]) -> Positions:
        """Where the nodes, one after the other, end."""
        positions = frozenset(starts)
        for node in nodes:
            positions = self._step(node, positions)
        return positions

    def _step(self, node: Node, starts: Positions) -> Positions:
        self.spend(len(starts) + 1)
        return _NOWHERE.union(*[self._ends(node, start) for start in starts])

    def _ends(self, node: Node, start: int) -> Positions:
        key = id(node), start
        if key not in self.known:
            self.known[key] = self._new_ends(node, start)
        return self.known[key]

    def _new_ends(self, node: Node, start: int) -> Positions:
        match node:
            case Literal() | Characters():
                return frozenset((start + 1,)) if self._fits(node, start) else _NOWHERE
            case Assertion():
                return frozenset((start,)) if self._holds(node.sign, start) else _NOWHERE
            case Group():
                return self._group(node, start)
            case Repeat():
                return self._repeat(node, start)
            case Reference():
                raise Refusal(
                    f"a pattern of `patternProperties` refers to group {node.number}",
                    "write the pattern without references to groups",
                )

    def _fits(self, node: Literal | Characters, start: int) -> bool:
        if start >= len(self.text):
            return False
        unit = ord(self.text[start])
        return unit == node.unit if isinstance(node, Literal) else unit in node

    def _holds(self, sign: str, at: int) -> bool:
        if sign == "^":
            return at == 0
        if sign == "$":
            return at == len(self.text)
        edge = self._is_word(at - 1) != self._is_word(at)
        return edge == (sign == "b")

    def _is_word(self, at: int) -> bool:
        return 0 <= at < len(self.text) and ord(self.text[at]) in SHORTHANDS["w"]

    def _group(self, group: Group, start: int) -> Positions:
        ends = _NOWHERE.union(*[self.sequence(branch, (start,)) for branch in group.branches])
        if group.ahead:
            return frozenset((start,)) if bool(ends) == (group.ahead == "=") else _NOWHERE
        return ends

    def _repeat(self, repeat: Repeat, start: int) -> Positions:
        if isinstance(repeat.part, Repeat):
            if not repeat.lazy:
                raise _invalid("a quantifier follows another")
            return self._ends(repeat.part, start)
        if isinstance(repeat.part, Assertion):
            raise _invalid(f"there is nothing to repeat at {repeat.part.sign}")
        if repeat.high is not None and repeat.high < repeat.low:
            raise _invalid("a part is repeated at most fewer times than at least")
        # More rounds than positions, plus one, lead nowhere else.
        rounds = len(self.text) + 1
        ends = frozenset((start,))
        for _ in range(min(repeat.low, rounds)):
            ends = self._step(repeat.part, ends)
        last = ends
        for _ in range(rounds if repeat.high is None else min(repeat.high - repeat.low, rounds)):
            last = self._step(repeat.part, last) - ends
            if not last:
                break
            ends |= last
        return ends


def _invalid(what: str) -> Refusal:
    return Refusal(
        f"a pattern of `patternProperties` is not understood: {what}", "correct the pattern"
    )
