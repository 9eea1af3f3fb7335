"""Regular expressions read as the reference generator reads them.

It knows less than JavaScript: no named groups, no look behind. The text is in 16-bit
units (see `javascript.units`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from evtool.schema.example.failure import Refusal
from evtool.schema.example.javascript import units
from evtool.schema.example.pattern.characters import ANY, SHORTHANDS, read_class
from evtool.schema.example.pattern.escapes import without_escapes
from evtool.schema.example.pattern.nodes import (
    Assertion,
    Group,
    Literal,
    Node,
    Pattern,
    Reference,
    Repeat,
)

_MAX_GROUPS = 30
"""Groups within groups; the walk over them is recursive."""

_MANY = 10**15
_COUNTS = re.compile(r"(\d+)(,(\d+)?)?\}", re.ASCII)
_QUANTIFIERS: dict[str, tuple[int, int | None]] = {"?": (0, 1), "+": (1, None), "*": (0, None)}


class _Open:
    """A group that is being read."""

    def __init__(self, *, captures: bool, ahead: str = "") -> None:
        self.captures = captures
        self.ahead = ahead
        self.branches: list[list[Node]] = [[]]

    def closed(self) -> Group:
        return Group(tuple(map(tuple, self.branches)), self.captures, self.ahead)


@lru_cache(maxsize=512)
def read_pattern(text: str) -> Pattern:
    """The parts of a regular expression.

    Raises:
        Refusal: It is no regular expression, or one that is not understood.
    """
    return _Reader(without_escapes(units(text))).read()


class _Reader:
    """A place in a regular expression, and the groups that are open there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.open = [_Open(captures=False)]
        self.refers = False

    def read(self) -> Pattern:
        while self.at < len(self.text):
            sign = self.text[self.at]
            self.at += 1
            self._take(sign)
        if len(self.open) > 1:
            raise _broken("a group has no end")
        return Pattern(self.open[0].closed(), self.refers)

    @property
    def _nodes(self) -> list[Node]:
        return self.open[-1].branches[-1]

    def _take(self, sign: str) -> None:
        match sign:
            case "\\":
                self._escape()
            case "^" | "$":
                self._nodes.append(Assertion(sign))
            case "[":
                characters, self.at = read_class(self.text, self.at)
                self._nodes.append(characters)
            case ".":
                self._nodes.append(ANY)
            case "(":
                self._open_group()
            case ")":
                self._close_group()
            case "|":
                self.open[-1].branches.append([])
            case "?" | "+" | "*":
                self._repeat(*_QUANTIFIERS[sign], lazy=sign == "?")
            case "{":
                self._counts()
            case _:
                self._nodes.append(Literal(ord(sign)))

    def _escape(self) -> None:
        if self.at == len(self.text):
            raise _broken("a backslash stands at its end")
        sign = self.text[self.at]
        self.at += 1
        if sign in "bB":
            self._nodes.append(Assertion(sign))
        elif sign in SHORTHANDS:
            self._nodes.append(SHORTHANDS[sign])
        elif sign in "0123456789":
            self.refers = True
            self._nodes.append(Reference(int(sign)))
        else:
            self._nodes.append(Literal(ord(sign)))

    def _open_group(self) -> None:
        if len(self.open) > _MAX_GROUPS:
            raise _broken(f"more than {_MAX_GROUPS} groups stand in each other")
        if not self.text.startswith("?", self.at):
            self.open.append(_Open(captures=True))
            return
        kind = self.text[self.at + 1 : self.at + 2]
        if kind not in ("=", "!", ":"):
            raise _broken(f"the group (?{kind} is not supported")
        self.at += 2
        self.open.append(_Open(captures=False, ahead=kind.strip(":")))

    def _close_group(self) -> None:
        if len(self.open) == 1:
            raise _broken("a group ends that has not begun")
        group = self.open.pop().closed()
        self._nodes.append(group)

    def _counts(self) -> None:
        counts = _COUNTS.match(self.text, self.at)
        if not counts:
            self._nodes.append(Literal(ord("{")))
            return
        self.at = counts.end()
        low = _count(counts[1])
        high = low if not counts[2] else _count(counts[3]) if counts[3] else None
        self._repeat(low, high)

    def _repeat(self, low: int, high: int | None, *, lazy: bool = False) -> None:
        if not self._nodes:
            raise _broken("there is nothing to repeat")
        part = self._nodes.pop()
        again = isinstance(part, Repeat)
        if isinstance(part, Repeat) and isinstance(part.part, Repeat):
            raise _broken("three quantifiers follow each other")
        self._nodes.append(Repeat(part, low, high, lazy=lazy and again))


def _count(digits: str) -> int:
    return int(digits) if len(digits) < 16 else _MANY


def _broken(what: str) -> Refusal:
    return Refusal(
        f"its `pattern` is not understood: {what}",
        "write the `pattern` with simpler parts, or write `examples:` by hand",
    )
