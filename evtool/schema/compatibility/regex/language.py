"""A string that meets several demands at once, or the proof that there is none.

The demands are automata that are walked together. The search goes by length, so what it finds
is as short as the demands allow, and made of plain characters where these do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from evtool.schema.compatibility.regex.automaton import START, TooLarge, Walker
from evtool.schema.compatibility.regex.charset import LAST_CODE_POINT, CharSet, holds

MOST_STATES: Final = 3_000
MOST_STEPS: Final = 120_000
_LARGEST_ALPHABET: Final = 1_000_000
"""The characters that may matter, times the sets that tell them apart."""

_SURROGATES: Final = (0xD800, 0xDFFF)
_PLAIN: Final = tuple(
    map(ord, "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./: ")
)

_State = tuple[int, ...]
_Layer = dict[_State, tuple[_State, int]]


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a string must (or, where not `wanted`, must not) be accepted by."""

    walker: Walker
    wanted: bool = True


@dataclass(slots=True)
class _Product:
    """Several automata walked together, explored completely."""

    constraints: Sequence[Constraint]
    alphabet: Sequence[int]
    edges: dict[_State, list[tuple[int, _State]]] = field(default_factory=dict)
    ends: set[_State] = field(default_factory=set)

    @property
    def start(self) -> _State:
        return (START,) * len(self.constraints)

    def explore(self, look_at_time: Callable[[], None]) -> None:
        pending = [self.start]
        self.edges[self.start] = []
        steps = 0
        while pending:
            state = pending.pop()
            look_at_time()
            if self._accepts(state):
                self.ends.add(state)
            steps += len(self.alphabet)
            if len(self.edges) > MOST_STATES or steps > MOST_STEPS:
                raise TooLarge
            for target in self._follow(state):
                if target not in self.edges:
                    self.edges[target] = []
                    pending.append(target)

    def _follow(self, state: _State) -> Iterable[_State]:
        seen = set()
        for code in self.alphabet:
            target = tuple(
                one.walker.step(part, code)
                for one, part in zip(self.constraints, state, strict=True)
            )
            if target not in seen:
                seen.add(target)
                self.edges[state].append((code, target))
        return seen

    def _accepts(self, state: _State) -> bool:
        return all(
            one.walker.accepts(part) == one.wanted
            for one, part in zip(self.constraints, state, strict=True)
        )

    def keep_useful(self) -> None:
        """Forget the states from which no accepted string goes on."""
        before: dict[_State, list[_State]] = {}
        for state, edges in self.edges.items():
            for _, target in edges:
                before.setdefault(target, []).append(state)
        useful, pending = set(self.ends), list(self.ends)
        while pending:
            for state in before.get(pending.pop(), ()):
                if state not in useful:
                    useful.add(state)
                    pending.append(state)
        self.edges = {
            state: [edge for edge in edges if edge[1] in useful]
            for state, edges in self.edges.items()
            if state in useful
        }


def find_string(
    constraints: tuple[Constraint, ...],
    low: int = 0,
    high: int | None = None,
    look_at_time: Callable[[], None] = lambda: None,
) -> str | None:
    """A shortest string of `low` to `high` characters that meets all constraints, or None.

    `look_at_time` is called at each step of the way, and may end it by an error.

    Raises:
        TooLarge: The search would take too much time or memory.
    """
    product = _Product(constraints, _alphabet(_sets(constraints)))
    product.explore(look_at_time)
    product.keep_useful()
    if product.start not in product.edges:
        return None
    # From any useful state an end is fewer steps away than there are states.
    last = low + len(product.edges)
    return _walk(product, low, last if high is None else min(high, last), look_at_time)


def _walk(product: _Product, low: int, last: int, look_at_time: Callable[[], None]) -> str | None:
    layers: list[_Layer] = [{product.start: (product.start, 0)}]
    steps = 0
    for length in range(last + 1):
        ends = [state for state in layers[-1] if state in product.ends] if length >= low else []
        if ends:
            return _spell(layers, ends[0])
        look_at_time()
        following: _Layer = {}
        for state in layers[-1]:
            for code, target in product.edges[state]:
                following.setdefault(target, (state, code))
        if not following:
            return None
        steps += sum(len(product.edges[state]) for state in layers[-1])
        if steps > MOST_STEPS:
            raise TooLarge
        layers.append(following)
    return None


def _spell(layers: list[_Layer], state: _State) -> str:
    codes = []
    for layer in reversed(layers[1:]):
        state, code = layer[state]
        codes.append(code)
    return "".join(map(chr, reversed(codes)))


def _sets(constraints: Sequence[Constraint]) -> frozenset[CharSet]:
    return frozenset(one for each in constraints for one in each.walker.sets)


@lru_cache(maxsize=128)
def _alphabet(sets: frozenset[CharSet]) -> Sequence[int]:
    """One character for each class of characters that no set tells apart."""
    found: dict[tuple[bool, ...], int] = {}
    bounds = {0, _SURROGATES[0], _SURROGATES[1] + 1}
    for one in sets:
        for low, high in one:
            bounds |= {low, high + 1}
    if len(bounds) * len(sets) > _LARGEST_ALPHABET:
        raise TooLarge
    for code in _PLAIN:
        found.setdefault(tuple(holds(one, code) for one in sets), code)
    starts = sorted(bound for bound in bounds if bound <= LAST_CODE_POINT)
    # Lone surrogates come last: they are no characters, and a witness should not hold one.
    for code in sorted(starts, key=lambda code: _SURROGATES[0] <= code <= _SURROGATES[1]):
        found.setdefault(tuple(_holds(one, code) for one in sets), code)
    return list(found.values())


def _holds(one: CharSet, code: int) -> bool:
    position = bisect_right(one, (code, LAST_CODE_POINT)) - 1
    return position >= 0 and one[position][1] >= code
