"""What searches have found out, for sure or only as long as a search further out goes on.

An outcome is provisional where an open search was taken for empty on the way to it. It holds until
that search ends; then it is confirmed, depends on what that one depends on, or is forgotten.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final, Generic, NamedTuple, TypeVar

from evtool.schema.compatibility.search.outcome import EMPTY, Found, Outcome

INDEPENDENT: Final = 1 << 30
"""The depth of a search that was taken for empty, where none was."""

Key = TypeVar("Key", bound=Hashable)


class Memo(NamedTuple):
    """An outcome, and the depth of the outermost open search that it depends on."""

    outcome: Outcome
    outermost: int = INDEPENDENT


class Memory(Generic[Key]):
    """Outcomes by what was searched for."""

    def __init__(self) -> None:
        self._known: dict[Key, Memo] = {}
        self._provisional: list[Key] = []

    def get(self, key: Key) -> Memo | None:
        """What is known, if anything."""
        return self._known.get(key)

    @property
    def size(self) -> int:
        """How many outcomes are kept."""
        return len(self._known)

    @property
    def mark(self) -> int:
        """The place in time at which a search begins; for `settle` and `forget_since`."""
        return len(self._provisional)

    def forget_since(self, mark: int) -> None:
        """Drop what depended on searches that ended without telling whether they are empty."""
        for key in self._provisional[mark:]:
            del self._known[key]
        del self._provisional[mark:]

    def settle(self, key: Key, memo: Memo, mark: int, depth: int) -> Memo:
        """Keep the outcome of a search at a depth that began at a mark; what it depends on."""
        if memo.outcome is not EMPTY:
            self.forget_since(mark)
        if isinstance(memo.outcome, Found) or memo.outermost >= depth:
            memo = Memo(memo.outcome)  # a value is one, whatever was taken for empty elsewhere
        for inner in self._provisional[mark:]:
            self._known[inner] = self._known[inner]._replace(outermost=memo.outermost)
        if memo.outermost == INDEPENDENT:
            del self._provisional[mark:]
        else:
            self._provisional.append(key)
        self._known[key] = memo
        return memo
