"""The text that a regular expression describes, with every choice at 0.15."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evtool.schema.example import chance
from evtool.schema.example.failure import Refusal
from evtool.schema.example.javascript import from_units
from evtool.schema.example.pattern.characters import choices
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

_REPEATED_AT_MOST = 10
"""How much more than the least number of times a part without a limit is repeated."""

Spend = Callable[[int], None]


def text_of(pattern: Any, spend: Spend) -> str:
    """The text of a pattern; `spend` is told of the work and may raise to stop it.

    Positions and what groups look ahead at are ignored, so the text need not match.

    Raises:
        Refusal: The pattern is no text, or not understood, or `spend` refuses.
    """
    if not isinstance(pattern, str):
        raise Refusal("its `pattern` is no text", "quote the `pattern`")
    parts = read_pattern(pattern)
    writer = _Writer(spend, refers=parts.refers)
    return from_units(writer.text(parts.root))


class _Writer:
    """What the groups have been so far, numbered in the order in which they are reached."""

    def __init__(self, spend: Spend, *, refers: bool) -> None:
        self.spend = spend
        self.refers = refers
        self.groups: list[str] = []
        self.numbers: dict[int, int] = {}

    def text(self, node: Node) -> str:
        self.spend(1)
        match node:
            case Literal():
                return chr(node.unit)
            case Characters():
                return _one_of(node)
            case Group():
                return self._group(node)
            case Repeat():
                return self._repeat(node)
            case Reference():
                known = 0 < node.number <= len(self.groups)
                return self.groups[node.number - 1] if known else ""
            case Assertion():
                return ""

    def _group(self, group: Group) -> str:
        if group.ahead:
            return ""
        if group.captures and id(group) not in self.numbers:
            self.numbers[id(group)] = len(self.groups)
            self.groups.append("")
        text = ""
        for node in chance.pick(group.branches):
            text += self.text(node)
        if group.captures:
            self.groups[self.numbers[id(group)]] = text
        return text

    def _repeat(self, repeat: Repeat) -> str:
        high = repeat.low + _REPEATED_AT_MOST if repeat.high is None else repeat.high
        times = repeat.low + int(chance.floor(chance.THROW * (1 + (high - repeat.low))))
        if times <= 0:
            return ""
        if not self.refers:
            text = self.text(repeat.part)
            self.spend(times * len(text))
            return text * times
        text = ""
        for _ in range(times):
            text += self.text(repeat.part)
            self.spend(len(text))
        return text


def _one_of(characters: Characters) -> str:
    ranges = choices(characters)
    left = chance.index(sum(high - low + 1 for low, high in ranges))
    for low, high in ranges:
        if left <= high - low:
            return chr(low + left)
        left -= high - low + 1
    return ""
