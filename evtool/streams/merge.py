"""Merging settings: an entry over the defaults, an environment over both.

Two ways exist. With `replace`, a map is merged key by key, null deletes, and everything
else, lists included, replaces (RFC 7396, JSON Merge Patch). `by-index` is MediaWiki's
way, PHP's `array_replace_recursive`: lists and maps are the same kind of thing, so a list
is merged position by position, and null is a value like others.

Nothing is changed in place; the result shares what it can with its sources. Depth is
bounded by that of documents (200 levels).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

from evtool.streams.config import MergeLists

Settings = Mapping[str, Any]
"""The settings of a stream: any keys with any JSON values."""


def merge_layers(layers: Iterable[Settings], how: MergeLists) -> dict[str, Any]:
    """What several layers come to, each over the ones before."""
    one_over = merge_patch if how == "replace" else merge_indexed
    made: Any = reduce(one_over, layers, {})
    return dict(as_map(made))


def merge_patch(below: Any, above: Any) -> Any:
    """Merge as RFC 7396 does."""
    if not isinstance(above, Mapping):
        return above
    made = dict(below) if isinstance(below, Mapping) else {}
    for key, value in above.items():
        if value is None:
            made.pop(key, None)
        elif isinstance(value, Mapping):
            made[key] = merge_patch(made.get(key), value)
        else:
            made[key] = value
    return made


def merge_indexed(below: Any, above: Any) -> Any:
    """Merge as PHP's `array_replace_recursive` does."""
    if not isinstance(above, list | Mapping) or not isinstance(below, list | Mapping):
        return above
    made = as_map(below)
    for key, value in as_map(above).items():
        made[key] = merge_indexed(made[key], value) if key in made else value
    return as_list(made) if isinstance(below, list) or isinstance(above, list) else made


def as_map(value: Any) -> dict[str, Any]:
    """A list or map as a map, with the positions of a list as keys."""
    if isinstance(value, list):
        return {str(at): item for at, item in enumerate(value)}
    return dict(value)


def as_list(value: dict[str, Any]) -> list[Any] | dict[str, Any]:
    """A map whose keys are 0, 1, 2, ... in order as a list; another one as it is."""
    if all(key == str(at) for at, key in enumerate(value)):
        return list(value.values())
    return value
