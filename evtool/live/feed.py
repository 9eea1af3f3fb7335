"""What is recent, in two rings: what was accepted, and what was refused.

Every reader has nothing but a number here, so a slow one costs no memory: it finds out
how many events it has missed.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evtool.live.item import Item

MOST_ITEMS = 2000
MOST_WEIGHT = 32 * 1024 * 1024
MOST_REFUSED = 300


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader wants to see; an empty text means everything."""

    stream: str = ""
    text: str = ""

    def __call__(self, item: Item) -> bool:
        """Whether an event is wanted; refused ones always are, they have a place of their own."""
        if item.refusal is not None:
            return True
        if self.stream and item.stream != self.stream:
            return False
        return not self.text or item.holds(self.text)


@dataclass(frozen=True, slots=True)
class Batch:
    """Events for one reader, oldest first; `missed` more were too many for it."""

    items: tuple[Item, ...]
    missed: int
    last: int


class Ring:
    """The newest items, up to a number and a weight."""

    def __init__(self, most: int, weight: int) -> None:
        self.items: deque[Item] = deque()
        self._most = most
        self._most_weight = weight
        self._weight = 0

    def add(self, item: Item) -> None:
        """Add one; the oldest make room."""
        self.items.append(item)
        self._weight += item.weight
        while len(self.items) > self._most or self._weight > self._most_weight:
            self._weight -= self.items.popleft().weight

    def after(self, number: int) -> list[Item]:
        """What is newer than a number, oldest first."""
        newer: list[Item] = []
        for item in reversed(self.items):
            if item.number <= number:
                break
            newer.append(item)
        return newer[::-1]


class Feed:
    """What readers are told. It is used in the event loop only."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(4)
        self.last = 0
        self._accepted = Ring(MOST_ITEMS, MOST_WEIGHT)
        self._refused = Ring(MOST_REFUSED, MOST_WEIGHT // 4)
        self._news = asyncio.Event()

    def add(self, makers: Iterable[Callable[[int], Item]], passed: int = 0) -> list[Item]:
        """Add events, each made of its number; `passed` more came and are not kept."""
        self.last += passed
        added: list[Item] = []
        for make in makers:
            self.last += 1
            item = make(self.last)
            (self._accepted if item.refusal is None else self._refused).add(item)
            added.append(item)
        self.wake()
        return added

    def wake(self) -> None:
        """Tell all readers that there is something new."""
        self._news.set()
        self._news = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait for something new; whether there is."""
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def batch(self, after: int, wanted: Filter, most: int) -> Batch:
        """What is newer than a number, for one reader: the newest, if there are too many."""
        accepted = self._accepted.after(after)
        refused = self._refused.after(after)
        gone = self.last - after - len(accepted) - len(refused)
        chosen = sorted(filter(wanted, [*accepted, *refused]), key=lambda item: item.number)
        kept = chosen[-most:]
        return Batch(tuple(kept), gone + len(chosen) - len(kept), self.last)

    def position(self, mark: str) -> int | None:
        """The number that a mark means; None for one of another run, or of nobody."""
        name, _, number = mark.partition("-")
        if name != self.name or not (number.isascii() and number.isdigit()) or len(number) > 15:
            return None
        return min(int(number), self.last)

    def mark(self, number: int) -> str:
        """A number as readers remember it."""
        return f"{self.name}-{number}"
