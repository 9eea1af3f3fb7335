"""In how many ways texts lead through the graph of a pattern."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from evtool.rules.regex.graph import Graph

PRODUCT_LIMIT = 300_000
"""How many pairs or triples of positions are looked through before the worst is assumed."""

Pair = tuple[int, int]


def exponential(graph: Graph) -> str | None:
    """A text that leads from a position back to itself in two ways; None if there is none."""
    for loop in graph.loops:
        inside = set(loop)
        if graph.automaton.free_end and inside <= graph.automaton.ends:
            continue  # the search ends wherever it would go back
        for at in loop:
            for target, ways in graph.automaton.follow[at].items():
                if target in inside and ways > 1:
                    return _way_back(graph, inside, target, target) or graph.character(
                        graph.masks[target]
                    )
        pump = _two_ways(graph, inside)
        if pump is not None:
            return pump
    return None


def _two_ways(graph: Graph, inside: set[int]) -> str | None:
    """A text that leads a pair of equal positions apart and together again, in one loop."""
    if len(inside) ** 2 > PRODUCT_LIMIT:
        return "?"
    apart: dict[Pair, tuple[Pair, str]] = {}
    pending = deque((at, at) for at in inside)
    starts = set(pending)
    while pending:
        pair = pending.popleft()
        for after, letter in _pairs_after(graph, pair, inside):
            if after[0] == after[1] and pair in apart:
                return _text(apart, pair) + letter
            if after[0] != after[1] and after not in apart:
                apart[after] = pair, letter
                pending.append(after)
        starts.discard(pair)
    return None


def _pairs_after(graph: Graph, pair: Pair, inside: set[int]) -> Iterator[tuple[Pair, str]]:
    for one, mask in graph.next(pair[0]):
        if one not in inside:
            continue
        for other, other_mask in graph.next(pair[1]):
            if other in inside and mask & other_mask:
                yield (one, other), graph.character(mask & other_mask)


def _text(apart: dict[Pair, tuple[Pair, str]], pair: Pair) -> str:
    letters: list[str] = []
    while pair in apart:
        pair, letter = apart[pair]
        letters.append(letter)
    return "".join(reversed(letters))


def _way_back(graph: Graph, inside: set[int], start: int, goal: int) -> str | None:
    """The shortest text that leads around a loop."""
    came: dict[int, tuple[int, str]] = {}
    pending = deque([start])
    while pending:
        at = pending.popleft()
        for target, mask in graph.next(at):
            if target not in inside or target in came:
                continue
            came[target] = at, graph.character(mask)
            if target == goal:
                return _along(came, start, goal)
            pending.append(target)
    return None


def _along(came: dict[int, tuple[int, str]], start: int, goal: int) -> str:
    at, letters = goal, list[str]()
    while True:
        at, letter = came[at]
        letters.append(letter)
        if at == start:
            return "".join(reversed(letters))


def degree(graph: Graph) -> int:
    """The power of the text's length that the number of steps grows with, at most."""
    loops = graph.loops
    into: dict[int, set[int]] = {at: set() for at in range(len(loops))}
    for first in range(len(loops)):
        for second in range(len(loops)):
            if first != second and _feeds(graph, loops[first], loops[second]):
                into[first].add(second)
    longest: dict[int, int] = {}
    for at in range(len(loops)):  # Tarjan yields what is reached first
        longest[at] = 1 + max((longest.get(one, 1) for one in into[at]), default=0)
    return max(longest.values(), default=1)


def _feeds(graph: Graph, first: list[int], second: list[int]) -> bool:
    """Whether a text around the first loop also leads into and around the second.

    That is: p to p, p to q and q to q, for some p in the first and q in the second.
    """
    ends = graph.automaton
    if ends.free_end and set(second) <= ends.ends and set(first) <= ends.ends:
        return False
    between = _reachable(graph, first) & _reaching(graph, second)
    if not set(second) <= between:
        return False
    if len(first) * len(between) * len(second) > PRODUCT_LIMIT:
        return True
    around, target = set(first), set(second)
    return any(_leads(graph, p, q, (around, between, target)) for p in first for q in second)


def _leads(graph: Graph, p: int, q: int, inside: tuple[set[int], set[int], set[int]]) -> bool:
    start, goal = (p, p, q), (p, q, q)
    seen, pending = {start}, deque([start])
    while pending:
        at = pending.popleft()
        for one, mask in graph.next(at[0]):
            if one not in inside[0]:
                continue
            for two, second in graph.next(at[1]):
                if two not in inside[1] or not mask & second:
                    continue
                for three, third in graph.next(at[2]):
                    after = (one, two, three)
                    if three in inside[2] and mask & second & third and after not in seen:
                        if after == goal:
                            return True
                        seen.add(after)
                        pending.append(after)
    return False


def _reachable(graph: Graph, starts: list[int]) -> set[int]:
    seen, pending = set(starts), list(starts)
    while pending:
        for target in graph.automaton.follow[pending.pop()]:
            if target not in seen:
                seen.add(target)
                pending.append(target)
    return seen


def _reaching(graph: Graph, goals: list[int]) -> set[int]:
    before: dict[int, list[int]] = {}
    for at, follow in enumerate(graph.automaton.follow):
        for target in follow:
            before.setdefault(target, []).append(at)
    seen, pending = set(goals), list(goals)
    while pending:
        for source in before.get(pending.pop(), ()):
            if source not in seen:
                seen.add(source)
                pending.append(source)
    return seen


def most_ways(graph: Graph, length: int) -> int:
    """In how many ways a text of this length can be read that is bad at each step."""
    ways = {0: 1}
    most = 1
    for _ in range(length):
        ways = _worst_step(graph, ways)
        if not ways:
            break
        most = max(most, sum(ways.values()))
    return most


def _worst_step(graph: Graph, ways: dict[int, int]) -> dict[int, int]:
    """The counts after the character that leads on in the most ways."""
    after: dict[int, dict[int, int]] = {}
    for at, count in ways.items():
        for target, times in graph.automaton.follow[at].items():
            mask = graph.masks[target]
            while mask:
                bit = mask & -mask
                mask ^= bit
                counts = after.setdefault(bit, {})
                counts[target] = counts.get(target, 0) + count * times
    return max(after.values(), key=lambda counts: sum(counts.values()), default={})
