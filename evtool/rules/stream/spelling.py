"""Which known name a misspelt one may have meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from evtool.rules.problem import Tokens

LONGEST = 200
"""Longer names are compared by their beginning only."""

_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")


def closest(name: str, known: Sequence[str]) -> str | None:
    """The known name nearest to one: spelled alike, or with a word in common."""
    lower = {one.lower(): one for one in reversed(known)}
    wanted = name[:LONGEST].lower()
    near = get_close_matches(wanted, list(lower), n=1)
    if near:
        return lower[near[0]]
    words = _words(name[:LONGEST])
    best = max(known, key=lambda one: _likeness(words, _words(one)), default=None)
    return best if best is not None and _likeness(words, _words(best)) > 0 else None


def known_names(schema: Mapping[str, Any]) -> dict[str, Tokens]:
    """Every setting that a schema of settings declares, with the way to it; the first wins."""
    found: dict[str, Tokens] = {}
    level: list[tuple[Tokens, Any]] = [((), schema)]
    while level:
        deeper: list[tuple[Tokens, Any]] = []
        for tokens, one in level:
            declared = one.get("properties") if isinstance(one, Mapping) else None
            for name, inner in declared.items() if isinstance(declared, Mapping) else ():
                found.setdefault(name, (*tokens, name))
                deeper.append(((*tokens, name), inner))
        level = deeper
    return found


def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower().rstrip("s") for word in _WORD.findall(name) if len(word) > 3)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)
