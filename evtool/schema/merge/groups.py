"""Keywords that hold several subschemas: the members of objects, of arrays, of `definitions`.

The keywords of one group are merged together, because what one of them means depends on
the others: `additionalItems` speaks of the positions that a tuple in `items` leaves open.
Each function takes `merge`, which merges a list of subschemas into one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from evtool.schema.merge.equality import distinct, same_value
from evtool.schema.merge.likeness import NotASchema, entries, is_schema, same_schema
from evtool.schema.merge.order import sorted_unique

Merge = Callable[[Sequence[Any]], Any]

OBJECT_GROUP: Final = ("properties", "patternProperties", "additionalProperties")
ARRAY_GROUP: Final = ("items", "additionalItems")


def merge_object_group(parts: Sequence[dict[str, Any]], merge: Merge) -> dict[str, Any]:
    """The merged keywords of `OBJECT_GROUP`, without those that come out empty.

    A closed part does not remove what other parts allow: their properties are united
    (`ignoreAdditionalProperties` of json-schema-merge-allof).
    """
    group: dict[str, Any] = {
        "properties": _united(_values(parts, "properties"), merge),
        "patternProperties": _united(_values(parts, "patternProperties"), merge),
    }
    additional = _values(parts, "additionalProperties")
    if additional:
        group["additionalProperties"] = merge(additional)
    if group.get("additionalProperties") is False:
        properties = group["properties"]
        group["properties"] = {n: s for n, s in properties.items() if s is not False}
    return _without_empty(group)


def merge_array_group(parts: Sequence[dict[str, Any]], merge: Merge) -> dict[str, Any]:
    """The merged keywords of `ARRAY_GROUP`, without those that come out empty."""
    items = _values(parts, "items")
    strange = [value for value in items if not isinstance(value, dict | bool | list)]
    if strange and len(items) > 1:
        raise NotASchema(strange[0])
    positional = not all(map(is_schema, items))
    group: dict[str, Any] = {}
    if positional:
        group["items"] = _merged_positions(parts, merge)
    elif items:
        group["items"] = merge(items)
    rest = _beyond_positions(parts, items)
    if rest:
        group["additionalItems"] = merge(rest)
    if positional and group.get("additionalItems") is False:
        _drop_impossible(group["items"])
    kept = _without_empty(group)
    if positional and any(isinstance(value, dict) and value for value in items):
        kept["items"] = group["items"]  # beside a single form even an empty tuple stays
    return kept


def merge_named(values: Sequence[Any], merge: Merge) -> dict[str, Any]:
    """`definitions` or `dependencies`, united by name; lists of names are united and sorted."""
    united: dict[str, Any] = {}
    for name, found in _by_name(values).items():
        different = distinct(found, same_value)
        lists = [value for value in different if isinstance(value, list)]
        if not lists:
            united[name] = merge(distinct(different, same_schema))
        elif len(lists) == len(different):
            united[name] = sorted_unique(lists)
        else:
            schemas = [value for value in different if is_schema(value)]
            united[name] = merge([*schemas, *({"required": names} for names in lists)])
    return united


def _values(parts: Iterable[dict[str, Any]], key: str) -> list[Any]:
    return [part[key] for part in parts if key in part]


def _united(maps: Sequence[Any], merge: Merge) -> dict[str, Any]:
    by_name = _by_name(maps)
    if len(maps) == 1:
        return {name: merge(found) for name, found in by_name.items()}
    return {name: merge(distinct(found, same_schema)) for name, found in by_name.items()}


def _by_name(maps: Sequence[Any]) -> dict[str, list[Any]]:
    """The members of all maps, in order of first appearance."""
    found: dict[str, list[Any]] = {}
    for members in maps:
        if len(maps) > 1 and not isinstance(members, dict | list):
            raise NotASchema(members)
        for name, value in entries(members).items():
            found.setdefault(name, []).append(value)
    return found


def _merged_positions(parts: Sequence[dict[str, Any]], merge: Merge) -> list[Any]:
    """A tuple: position by position, where a list ends its `additionalItems` goes on."""
    lists = [part["items"] for part in parts if isinstance(part.get("items"), list)]
    merged = []
    for position in range(max(map(len, lists), default=0)):
        found = [item for part in parts for item in _at(part, position)]
        if not found:
            raise NotASchema(next(items[position] for items in lists if position < len(items)))
        merged.append(merge(distinct(found, same_schema)))
    return merged


def _at(part: dict[str, Any], position: int) -> list[Any]:
    """What a part says about one position: one value or nothing."""
    items = part.get("items")
    if not isinstance(items, list):
        return _values([part], "items")
    if position < len(items) and is_schema(items[position]):
        return [items[position]]
    return _values([part], "additionalItems")


def _beyond_positions(parts: Sequence[dict[str, Any]], items: Sequence[Any]) -> list[Any]:
    """What the parts say about positions after all tuples; nothing where there is no tuple."""
    if items and not any(isinstance(value, list) for value in items):
        return []
    if all(isinstance(value, list) for value in items):
        return _values(parts, "additionalItems")
    lists = [isinstance(part.get("items"), list) for part in parts]
    keys = ["additionalItems" if is_list else "items" for is_list in lists]
    return [part[key] for part, key in zip(parts, keys, strict=True) if key in part]


def _drop_impossible(schemas: list[Any]) -> None:
    """Remove `false` positions, as the reference tool does: not the second of two in a row."""
    position = 0
    while position < len(schemas):
        if schemas[position] is False:
            del schemas[position]
        position += 1


def _without_empty(group: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in group.items() if isinstance(value, bool) or value}
