"""A pattern as a graph of its characters: which may follow which, and in how many ways.

This is Glushkov's automaton with counts. A count above one is a choice that does not show
in the text: the nested `(a*)*` repeats an `a` in two ways. A backtracking engine tries
them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evtool.rules.regex.characters import EVERY, CharacterSet
from evtool.rules.regex.syntax import (
    Boundary,
    Characters,
    Choice,
    Part,
    Repeat,
    Sequence,
)

POSITION_LIMIT = 600
"""How many positions a graph may have; repetitions are simplified until it fits."""

EDGE_LIMIT = 200_000
"""How many steps from position to position a graph may have."""

_MOST_WAYS = 1000
Ways = Mapping[int, int]
"""Position -> in how many ways it is reached."""


class TooLarge(Exception):
    """The graph of the pattern is too large to be looked through."""


@dataclass
class Automaton:
    """The positions of a pattern.

    `sets` are their characters; `follow` says what may come next. Position 0 is the start.
    `ends` are positions after which the pattern may be fulfilled. With `free_end` that
    ends the search at once; else something (`$`) must still hold. `simplified` tells that
    bounded repetitions were taken for unbounded ones.
    """

    sets: list[CharacterSet] = field(default_factory=lambda: [()])
    follow: list[dict[int, int]] = field(default_factory=lambda: [{}])
    ends: set[int] = field(default_factory=set)
    free_end: bool = True
    simplified: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the graph: in how many ways it is empty, begun and ended."""

    empty: int
    first: Ways
    last: Ways


_NOTHING = _Piece(1, {}, {})


def automaton(part: Part) -> Automaton:
    """The graph of a pattern that is looked for anywhere in a text.

    Raises:
        TooLarge: It has more than `EDGE_LIMIT` steps.
    """
    limit = _repeat_limit(part)
    made = Automaton(simplified=limit is not None, free_end=not _holds_boundary(part))
    piece = _Builder(made, limit).piece(part)
    made.ends = {*piece.last, *([0] if piece.empty else [])}
    made.follow[0] = dict(piece.first)
    if not _starts_at_start(part):
        anywhere = len(made.sets)
        made.sets.append(EVERY)
        made.follow[0][anywhere] = 1
        made.follow.append({anywhere: 1, **piece.first})
        if piece.empty:
            made.ends.add(anywhere)
    return made


@dataclass
class _Builder:
    automaton: Automaton
    limit: int | None
    edges: int = 0

    def piece(self, part: Part) -> _Piece:
        """The graph of one part; nesting is bounded by the reader."""
        match part:
            case Characters(members):
                return self._position(members)
            case Sequence(parts):
                made = _NOTHING
                for one in parts:
                    made = self._joined(made, self.piece(one))
                return made
            case Choice(options):
                return _either([self.piece(one) for one in options])
            case Repeat():
                return self._repeat(part)
            case _:
                return _NOTHING

    def _position(self, members: CharacterSet) -> _Piece:
        self.automaton.sets.append(members)
        self.automaton.follow.append({})
        at = len(self.automaton.sets) - 1
        return _Piece(0, {at: 1}, {at: 1})

    def _repeat(self, part: Repeat) -> _Piece:
        least, most = part.least, part.most
        if self.limit is not None and max(least, most or 0) > self.limit:
            least, most = min(least, 1), None
        made = _NOTHING
        for _ in range(least):
            made = self._joined(made, self.piece(part.body))
        if most is None:
            return self._joined(made, self._star(part.body))
        optional = _NOTHING
        for _ in range(most - least):  # from the inside out: (x(x)?)?
            body = self.piece(part.body)
            whole = self._joined(_Piece(0, body.first, body.last), optional)
            optional = _Piece(1, whole.first, whole.last)
        return self._joined(made, optional)

    def _star(self, body: Part) -> _Piece:
        """An iteration that takes nothing is refused by the engines, so it is no way."""
        piece = self.piece(body)
        self._connect(piece.last, piece.first)
        return _Piece(1, piece.first, piece.last)

    def _joined(self, one: _Piece, other: _Piece) -> _Piece:
        self._connect(one.last, other.first)
        return _Piece(
            min(one.empty * other.empty, _MOST_WAYS),
            _added(one.first, other.first, one.empty),
            _added(other.last, one.last, other.empty),
        )

    def _connect(self, before: Ways, after: Ways) -> None:
        self.edges += len(before) * len(after)
        if self.edges > EDGE_LIMIT:
            raise TooLarge
        for source, left in before.items():
            follow = self.automaton.follow[source]
            for target, right in after.items():
                follow[target] = min(follow.get(target, 0) + left * right, _MOST_WAYS)


def _either(pieces: list[_Piece]) -> _Piece:
    first: Ways = {}
    last: Ways = {}
    for piece in pieces:
        first, last = _added(first, piece.first, 1), _added(last, piece.last, 1)
    return _Piece(min(sum(piece.empty for piece in pieces), _MOST_WAYS), first, last)


def _added(one: Ways, other: Ways, times: int) -> Ways:
    if not times:
        return one
    made = dict(one)
    for at, ways in other.items():
        made[at] = min(made.get(at, 0) + ways * times, _MOST_WAYS)
    return made


def _repeat_limit(part: Part) -> int | None:
    """The largest bound that repetitions may keep for the graph to stay small; None: any."""
    for limit in (None, 128, 32, 8, 2):
        if _size(part, limit) <= POSITION_LIMIT:
            return limit
    return 1


def _size(part: Part, limit: int | None) -> int:
    match part:
        case Characters():
            return 1
        case Sequence(parts):
            return sum(_size(one, limit) for one in parts)
        case Choice(options):
            return sum(_size(one, limit) for one in options)
        case Repeat(body, least, most):
            times = max(least, most or 0, 1) + (most is None and least > 0)
            if limit is not None and times > limit:
                times = 1 + (least > 0)
            return times * _size(body, limit)
        case _:
            return 0


def _holds_boundary(part: Part) -> bool:
    """Whether something other than characters must hold somewhere but at the start."""
    match part:
        case Boundary(kind):
            return kind != "^"
        case Sequence(parts):
            return any(map(_holds_boundary, parts))
        case Choice(options):
            return any(map(_holds_boundary, options))
        case Repeat(body):
            return _holds_boundary(body)
        case _:
            return False


def _starts_at_start(part: Part) -> bool:
    match part:
        case Boundary("^"):
            return True
        case Sequence(parts):
            return bool(parts) and _starts_at_start(parts[0])
        case Choice(options):
            return all(map(_starts_at_start, options))
        case Repeat(body, least):
            return least > 0 and _starts_at_start(body)
        case _:
            return False
