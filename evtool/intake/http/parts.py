"""The body of a request as it comes, part by part."""

from __future__ import annotations

_MOST = 128
"""So many parts are kept as they are: tiny chunks must not take a multiple of their size."""


class Parts:
    """Parts that are put together in the end; `size` is that of all of them, in bytes."""

    __slots__ = ("_parts", "_whole", "size")

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._whole = bytearray()
        self.size = 0

    def add(self, part: bytes) -> None:
        """Take the next part."""
        self.size += len(part)
        self._parts.append(part)
        if len(self._parts) > _MOST:
            self._whole += b"".join(self._parts)
            self._parts.clear()

    def join(self) -> bytes:
        """All of them, one behind the other."""
        if self._whole:
            return bytes(self._whole) + b"".join(self._parts)
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)

    def clear(self) -> None:
        """Forget them."""
        self._parts.clear()
        self._whole.clear()
        self.size = 0
