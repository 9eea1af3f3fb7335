"""Remembering what was made, within a number of bytes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """Values by key. When their sizes come to more than `limit`, all are forgotten.

    What alone is larger than a quarter of that is not remembered.
    """

    def __init__(self, limit: int, size: Callable[[V], int]) -> None:
        self._limit = limit
        self._size = size
        self._used = 0
        self._values: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """The value of a key, if it is remembered."""
        return self._values.get(key)

    def put(self, key: K, value: V) -> V:
        """Remember a value, and give it back."""
        size = self._size(value)
        if size > self._limit // 4:
            return value
        if self._used + size > self._limit:
            self._values = {}
            self._used = 0
        self._used += size
        self._values[key] = value
        return value
