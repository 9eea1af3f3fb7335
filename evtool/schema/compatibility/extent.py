"""How large a schema is when it is written out: parts that are shared count each time."""

from __future__ import annotations

from typing import Any, Final

from evtool.schema.compatibility.reading import UnreadableSchema

_LARGEST: Final = 2_000_000
_LONGEST: Final = 10_000
"""The bits of the largest number; Python writes out some more, but not many."""


def require_extent(root: Any) -> None:
    """Refuse a schema that would fill the memory, as aliases within aliases of YAML can.

    Raises:
        UnreadableSchema: It is too large, or holds itself.
    """
    sizes: dict[int, int] = {}
    around: set[int] = set()
    pending = [root]
    while pending:
        value = pending[-1]
        inner = _containers(value)
        if id(value) in sizes:
            pending.pop()
        elif id(value) in around:
            sizes[id(value)] = size = _length(value) + sum(sizes[id(one)] for one in inner)
            if size > _LARGEST:
                raise UnreadableSchema("the schema is too large, with all that it holds twice")
            pending.pop()
            around.discard(id(value))
        else:
            around.add(id(value))
            if any(id(one) in around for one in inner):
                raise UnreadableSchema("the schema holds itself")
            pending += inner


def _containers(value: Any) -> list[Any]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = []
    for part in parts:
        if isinstance(part, dict | list):
            found.append(part)
        elif isinstance(part, int) and part.bit_length() > _LONGEST:
            raise UnreadableSchema("a number has thousands of digits")
    return found


def _length(value: Any) -> int:
    return 1 + (len(value) if isinstance(value, dict | list) else 0)
