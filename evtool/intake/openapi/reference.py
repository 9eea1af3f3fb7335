"""Where the parts of a schema are after it has been converted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evtool.intake.openapi.vocabulary import LISTS, MAPS, SINGLES

Anchors = Mapping[str, tuple[str, ...]]
"""What `$id: "#name"` names: the reference to it -> the tokens that lead there."""

_MAPS = {**MAPS, "dependencies": "dependentSchemas"}


def moved(root: Mapping[str, Any], tokens: Sequence[str]) -> tuple[str, ...] | None:
    """Where the schema that tokens lead to is now; None if none was there."""
    made: list[str] = []
    value: Any = root
    rest = list(tokens)
    while rest:
        if not isinstance(value, Mapping) or isinstance(value.get("$ref"), str):
            return None
        key = rest.pop(0)
        part = value.get(key)
        inner = rest[0] if rest else None
        if key in _MAPS and isinstance(part, Mapping) and inner in part:
            value = part[rest.pop(0)]
            made += (_MAPS[key], str(inner))
        elif (key in LISTS or key == "items") and isinstance(part, list):
            if inner is None or not inner.isdecimal() or int(inner) >= len(part):
                return None
            value = part[int(rest.pop(0))]
            made += ("prefixItems" if key == "items" else key, inner)
        elif key in SINGLES or key == "items":
            value = part
            made.append(key)
        elif key == "additionalItems" and isinstance(value.get("items"), list):
            value = part
            made.append("items")
        else:
            return None
    return tuple(made) if isinstance(value, Mapping | bool) else None


def anchors_of(root: Mapping[str, Any]) -> Anchors:
    """The names that parts of a schema give themselves."""
    found: dict[str, tuple[str, ...]] = {}
    for tokens, part in _parts(root):
        name = part.get("$id")
        if isinstance(name, str) and name.startswith("#") and len(name) > 1:
            found.setdefault(name, tokens)
    return found


def _parts(root: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Every map inside a schema: what is no schema has no `$id` that anybody refers to."""
    pending: list[tuple[tuple[str, ...], Any]] = [((), root)]
    while pending:
        tokens, value = pending.pop()
        if isinstance(value, Mapping):
            yield tokens, value
            pending += [((*tokens, str(key)), part) for key, part in value.items()]
        elif isinstance(value, list):
            pending += [((*tokens, str(at)), part) for at, part in enumerate(value)]
