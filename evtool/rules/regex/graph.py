"""The graph of a pattern, prepared for questions: alphabet, transitions, loops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from evtool.rules.regex.automaton import Automaton
from evtool.rules.regex.characters import CharacterSet


@dataclass(frozen=True)
class Graph:
    """An automaton with its alphabet cut into atoms: characters that no set tells apart.

    `masks` holds, for each position, the atoms of its set as bits.
    """

    automaton: Automaton
    atoms: Sequence[int]
    masks: Sequence[int]

    @classmethod
    def of(cls, automaton: Automaton) -> Graph:
        """Cut the alphabet at every border of a set."""
        distinct = set(automaton.sets)
        borders = {
            edge for members in distinct for low, high in members for edge in (low, high + 1)
        }
        ordered = sorted(borders)
        masks = {members: _mask(members, ordered) for members in distinct}
        return cls(automaton, ordered, [masks[members] for members in automaton.sets])

    def next(self, at: int) -> Iterator[tuple[int, int]]:
        """The positions that may follow, with the atoms that lead there."""
        for target in self.automaton.follow[at]:
            yield target, self.masks[target]

    def character(self, mask: int) -> str:
        """A readable character of some atoms."""
        choices = [self.atoms[bit] for bit in range(mask.bit_length()) if mask >> bit & 1]
        plain = [code for code in choices if 0x20 < code < 0x7F]
        code = (plain or choices)[0]
        return chr(code)

    @cached_property
    def is_deterministic(self) -> bool:
        """Whether each text is read in one way only: nothing to go back to."""
        for follow in self.automaton.follow:
            seen = 0
            for target, ways in follow.items():
                mask = self.masks[target]
                if ways > 1 or seen & mask:
                    return False
                seen |= mask
        return True

    @cached_property
    def loops(self) -> list[list[int]]:
        """The positions that can be reached from themselves, in groups that reach each other."""
        return [group for group in self._components() if self._is_loop(group)]

    def _is_loop(self, group: list[int]) -> bool:
        return len(group) > 1 or group[0] in self.automaton.follow[group[0]]

    def _components(self) -> Iterator[list[int]]:
        """Strongly connected components (Tarjan), without recursion."""
        order: dict[int, int] = {}
        low: dict[int, int] = {}
        stack: list[int] = []
        on_stack: set[int] = set()
        for root in range(len(self.masks)):
            work = [] if root in order else [(root, iter(self.automaton.follow[root]))]
            if work:
                order[root] = low[root] = len(order)
                stack.append(root)
                on_stack.add(root)
            while work:
                at, targets = work[-1]
                target = next(targets, None)
                if target is None:
                    work.pop()
                    if work:
                        low[work[-1][0]] = min(low[work[-1][0]], low[at])
                    if low[at] == order[at]:
                        yield _popped(stack, on_stack, at)
                elif target not in order:
                    order[target] = low[target] = len(order)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(self.automaton.follow[target])))
                elif target in on_stack:
                    low[at] = min(low[at], order[target])


def _popped(stack: list[int], on_stack: set[int], last: int) -> list[int]:
    group: list[int] = []
    while not group or group[-1] != last:
        group.append(stack.pop())
        on_stack.discard(group[-1])
    return group


def _mask(members: CharacterSet, borders: Sequence[int]) -> int:
    """The atoms of a set: bit n is the atom that begins at the n-th border."""
    mask = 0
    for bit, start in enumerate(borders):
        if any(low <= start <= high for low, high in members):
            mask |= 1 << bit
    return mask
