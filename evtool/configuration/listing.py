"""Values and the ways to them -> YAML with comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evtool.configuration.flow import flow
from evtool.configuration.setting import Setting

Tokens = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One value: the way to it, its YAML text, comments above it and one beside it.

    An empty text belongs to a heading: what follows is indented below it.
    """

    tokens: Tokens
    text: str
    above: tuple[str, ...] = ()
    beside: str = ""


def yaml_of(settings: Iterable[Setting], root: Path | None = None) -> Iterator[str]:
    """The effective configuration as an `evtool.yaml`, origins as comments."""
    return render(
        Line(one.tokens, flow(one.shown), beside=one.origin.text(root)) for one in settings
    )


def render(lines: Iterable[Line]) -> Iterator[str]:
    """YAML text; values that follow each other below one key stand below one heading."""
    before: Tokens = ()
    for line in lines:
        shared = _shared(before, line.tokens)
        for depth in range(shared, len(line.tokens) - 1):
            if not isinstance(line.tokens[depth], int):
                yield f"{_lead(line.tokens, depth, shared)}{_key(line.tokens[depth])}:"
                shared = depth + 1
        yield from _value(line, shared)
        before = line.tokens


def _value(line: Line, shared: int) -> Iterator[str]:
    last = len(line.tokens) - 1
    margin = "  " * (last - 1 if last and _opens(line.tokens, last, shared) else last)
    for comment in line.above:
        yield f"{margin}# {comment}".rstrip()
    lead = _lead(line.tokens, last, shared)
    text = f"{_key(line.tokens[last])}: {line.text}".rstrip()
    if isinstance(line.tokens[last], int):
        text = f"- {line.text}"
    yield f"{lead}{text}  # {line.beside}" if line.beside else f"{lead}{text}"


def _shared(before: Tokens, now: Tokens) -> int:
    """How many tokens two neighbors have in common."""
    count = 0
    for one, other in zip(before, now, strict=False):
        if one != other:
            break
        count += 1
    return count


def _lead(tokens: Tokens, depth: int, shared: int) -> str:
    """Two spaces a level; the first key of a new list item has a dash before it."""
    if _opens(tokens, depth, shared):
        return "  " * (depth - 1) + "- "
    return "  " * depth


def _opens(tokens: Tokens, depth: int, shared: int) -> bool:
    """Whether the key at this depth is the first of a list item."""
    return depth > 0 and isinstance(tokens[depth - 1], int) and depth - 1 >= shared


def _key(token: str | int) -> str:
    return flow(token)
