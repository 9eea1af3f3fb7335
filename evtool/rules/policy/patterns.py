"""Patterns of `$id`s: which they mean, and which else the reference tool would take.

A pattern means the `$id`s that it matches as a whole; the first slash may be left out. The
reference tool looks for the pattern anywhere in the `$id`, so `change/1.2.0` also means
another title that ends with `change`. Where only one title can be meant, that reading is
accepted; where the pattern begins with a slash and matches a whole `$id`, only these are
meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LITERAL = re.compile(r"(?:[^\\.^$*+?()\[\]{}|]|\\[^A-Za-z0-9])*")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a pattern means among the `$id`s there are, and what it also takes by mistake."""

    meant: frozenset[str]
    spilled: tuple[str, ...] = ()


def reach(pattern: str, ids: Sequence[str]) -> Reach:
    """Which of the `$id`s a pattern means."""
    anywhere = [one for one in ids if re.search(pattern, one)]
    whole = [one for one in anywhere if is_whole(pattern, one)]
    if not whole and len(_titles(anywhere)) == 1:
        return Reach(frozenset(anywhere))
    if whole and pattern.startswith(("/", "^")):
        return Reach(frozenset(whole), tuple(_astray(pattern, whole)))
    astray = [one for one in anywhere if one not in whole] or _astray(pattern, whole)
    return Reach(frozenset(whole), tuple(astray))


def is_whole(pattern: str, schema: str) -> bool:
    """Whether a pattern matches a `$id` as a whole, its first slash left out or not."""
    return re.fullmatch(f"(?:{pattern})|/(?:{pattern})", schema) is not None


def _astray(pattern: str, ids: Sequence[str]) -> list[str]:
    """Those of the `$id`s that a pattern matches as a whole, but that it cannot have meant.

    That is: it begins with something that stands for anything, or a name in it goes on into
    a longer one, as `page/change.*` does into `page/change_tag`.
    """
    match = _LITERAL.match(pattern)
    written = match[0] if match else ""
    if len(_titles(ids)) < 2 or pattern[len(written) :].startswith(("(", "|")):
        return []
    literal = re.sub(r"\\(.)", r"\1", written)
    literal = literal if literal.startswith("/") else f"/{literal}"
    if literal == "/" and re.match(r"/?(?:\.|\[\^|\\[SDW])", pattern):
        return list(ids)
    exact = [one for one in ids if _is_exact(one, literal)]
    if literal.endswith("/") or not exact:
        return []
    return [one for one in ids if one not in exact]


def _is_exact(schema: str, literal: str) -> bool:
    """Whether the literal begins the `$id` and no name of its title goes on after it."""
    return schema.startswith(f"{literal}/") or literal.startswith(f"{_title(schema)}/")


def _titles(ids: Iterable[str]) -> set[str]:
    return {_title(one) for one in ids}


def _title(schema: str) -> str:
    return schema.rpartition("/")[0]
