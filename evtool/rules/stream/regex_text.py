"""The text of a regex, sign by sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a regex: an escaped pair, a whole class, or a character.

    `depth` counts the groups around it.
    """

    text: str
    depth: int


def signs(body: str) -> Iterator[Sign]:
    """The signs of a regex, in order; a class in brackets is one sign."""
    at, depth = 0, 0
    while at < len(body):
        end = at + (2 if body[at] == "\\" else 1)
        if body[at] == "[":
            end = _class_end(body, at)
        depth -= body[at] == ")"
        yield Sign(body[at:end], depth)
        depth += body[at] == "("
        at = end


def has_top_level_choice(body: str) -> bool:
    """Whether a `|` stands outside all groups."""
    return any(sign.text == "|" and sign.depth == 0 for sign in signs(body))


def has_bare_dot(body: str) -> bool:
    """Whether a dot means any one character: not escaped, not in a class, not repeated."""
    return any(is_bare for _, is_bare in _with_bare_dots(body))


def with_escaped_dots(body: str) -> str:
    """The regex with each such dot escaped."""
    return "".join(r"\." if is_bare else text for text, is_bare in _with_bare_dots(body))


def _with_bare_dots(body: str) -> Iterator[tuple[str, bool]]:
    found = [sign.text for sign in signs(body)]
    for at, text in enumerate(found):
        after = found[at + 1][0] if at + 1 < len(found) else ""
        yield text, text == "." and after not in ("*", "+", "?", "{")


def _class_end(body: str, start: int) -> int:
    """Behind the `]` of a class; a `]` that comes first in it is a character."""
    at = start + 1 + (body[start + 1 : start + 2] == "^")
    at += body[at : at + 1] == "]"
    while at < len(body) and body[at] != "]":
        at += 2 if body[at] == "\\" else 1
    return at + 1
