"""How a field inside an event is written for people: `meta.dt`, `items[]`, `tags{}`.

Shorter than a JSON pointer, and the same for a schema as for its events: `[]` is any item of an
array, `{}` any value of a map. A name that could be misread stands in JSON quotes.
"""

from __future__ import annotations

import json
import re

_PLAIN_NAME = re.compile(r"[\w$@/-]+")


def property_path(parent: str, name: str) -> str:
    """The path of a field of the object at `parent`; the root's own path is empty."""
    return f"{parent}.{_quoted(name)}" if parent else _quoted(name)


def items_path(parent: str) -> str:
    """The path of the items of the array at `parent`."""
    return f"{parent}[]"


def values_path(parent: str, pattern: str | None = None) -> str:
    """The path of the values of the map at `parent`, or of those whose key matches a pattern."""
    return f"{parent}{{}}" if pattern is None else f"{parent}{{{json.dumps(pattern)}}}"


def _quoted(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else json.dumps(name)
