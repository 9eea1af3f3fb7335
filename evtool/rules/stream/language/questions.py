"""Questions about the names of regexes: have two a name in common, is one found elsewhere too."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator
from typing import Any

from evtool.rules.stream.language.machine import (
    ALPHABET,
    EVERY,
    LONGEST_NAME,
    WORD,
    Machine,
    Undecided,
)

VISIT_LIMIT = 50_000
"""How many pairs of states are looked through before the question stays open."""

SUBSET_LIMIT = 1_000

_KINDS = ((0, EVERY & ~WORD), (1, WORD))
_Pair = tuple[int, int, int | None]


def common_name(one: Machine, other: Machine) -> str | None:
    """The shortest name that both take; None if there is none.

    Raises:
        Undecided: Too much would have to be looked through.
    """
    start: _Pair = (0, 0, None)
    came: dict[Any, tuple[Any, str]] = {}
    depth = {start: 0}
    pending = deque([start])
    while pending:
        at = pending.popleft()
        if depth[at] and _ends(one, at[0], at[2]) and _ends(other, at[1], at[2]):
            return _spelled(came, at)
        if depth[at] >= LONGEST_NAME:
            return None  # breadth first: all that is left is as long
        for after, letter in _pairs_after(one, other, at):
            if after not in depth:
                depth[after] = depth[at] + 1
                came[after] = at, letter
                pending.append(after)
        if len(depth) > VISIT_LIMIT:
            raise Undecided
    return None


def _pairs_after(one: Machine, other: Machine, at: _Pair) -> Iterator[tuple[_Pair, str]]:
    for kind, allowed in _KINDS:
        others = _moves(other, at[1], at[2], kind)
        for mask, target in _moves(one, at[0], at[2], kind):
            for other_mask, other_target in others:
                shared = mask & other_mask & allowed
                if shared:
                    yield (target, other_target, kind), _letter(shared)


def loose_name(search: Machine, whole: Machine) -> str | None:
    """A name that a search finds the regex in, and that it does not mean as a whole.

    Raises:
        Undecided: Too much would have to be looked through.
    """
    start = (frozenset({0}), frozenset({0}), None)
    came: dict[Any, tuple[Any, str]] = {}
    seen: set[Hashable] = {start}
    pending: deque[Any] = deque([start])
    while pending:
        at = pending.popleft()
        found, meant, before = at
        if at != start and _any_ends(search, found, before) and not _any_ends(whole, meant, before):
            return _spelled(came, at)
        for position, letter in enumerate(ALPHABET):
            kind = 1 if WORD >> position & 1 else 0
            after = (
                _step(search, found, before, kind, position),
                _step(whole, meant, before, kind, position),
                kind,
            )
            if after[0] and after not in seen:
                seen.add(after)
                came[after] = at, letter
                pending.append(after)
        if len(seen) > SUBSET_LIMIT:
            raise Undecided
    return None


def _step(
    machine: Machine, states: frozenset[int], before: int | None, kind: int, position: int
) -> frozenset[int]:
    return frozenset(
        target
        for state in states
        for mask, target in _moves(machine, state, before, kind)
        if mask >> position & 1
    )


def _moves(machine: Machine, state: int, before: int | None, kind: int) -> list[tuple[int, int]]:
    return [move for near in machine.reached(state, before, kind) for move in machine.moves[near]]


def _ends(machine: Machine, state: int, before: int | None) -> bool:
    return machine.end in machine.reached(state, before, None)


def _any_ends(machine: Machine, states: frozenset[int], before: int | None) -> bool:
    return any(_ends(machine, state, before) for state in states)


def _letter(mask: int) -> str:
    return ALPHABET[(mask & -mask).bit_length() - 1]


def _spelled(came: dict[Any, tuple[Any, str]], at: Any) -> str:
    letters: list[str] = []
    while at in came:
        at, letter = came[at]
        letters.append(letter)
    return "".join(reversed(letters))
