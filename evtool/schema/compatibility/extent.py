"""How large a schema is when it is written out: parts that are shared count each time."""

from __future__ import annotations

from typing import Any, Final

from evtool.schema.compatibility.reading import UnreadableSchema

_LARGEST: Final = 2_000_000
_LONGEST: Final = 1 << 10_000
"""Python writes out numbers with some more digits than this one, but not with many."""


def require_extent(root: Any) -> None:
    """Refuse a schema that would fill the memory, as aliases within aliases of YAML can.

    Raises:
        UnreadableSchema: It is too large, or holds itself.
        RecursionError: It is nested too deeply.
    """
    if isinstance(root, dict | list):
        _measure(root, {})


def _measure(value: Any, sizes: dict[int, int]) -> int:
    """The size of a container; zero in `sizes` stands for one that is being measured."""
    sizes[id(value)] = 0
    size = 1 + len(value)
    for part in value.values() if isinstance(value, dict) else value:
        kind = type(part)
        if kind is dict or kind is list:
            known = sizes.get(id(part))
            if known == 0:
                raise UnreadableSchema("the schema holds itself")
            size += known or _measure(part, sizes)
        elif kind is int and not -_LONGEST < part < _LONGEST:
            raise UnreadableSchema("a number has thousands of digits")
    if size > _LARGEST:
        raise UnreadableSchema("the schema is too large, with all that it holds twice")
    sizes[id(value)] = size
    return size
