"""Arrays: as many equal elements as `maxItems` says, or one."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from evtool.schema.example import chance
from evtool.schema.example.failure import Refusal
from evtool.schema.example.finish import duplicate, finished
from evtool.schema.example.javascript import CONTAINERS, truthy
from evtool.schema.example.merging import Schema
from evtool.schema.example.numbers import keyword_number

if TYPE_CHECKING:
    from evtool.schema.example.walk import Path, Walk

_COUNTED = ("minItems", "maxItems", "uniqueItems")
_TRIES = 100


def array_value(walk: Walk, schema: Schema, path: Path) -> list[Any]:
    """One element for each schema of a tuple, or copies of one element.

    Raises:
        Refusal: The number of elements is limited, but nothing says what they are.
    """
    items = schema.get("items")
    described = truthy(items)
    if not described and not truthy(schema.get("additionalItems")):
        if any(keyword in schema for keyword in _COUNTED):
            raise Refusal("it has no `items`", "describe its elements in `items`")
        return []
    if isinstance(items, list):
        return _tuple(walk, items, path)
    other = schema.get("additionalItems")
    sample = items if described else other if isinstance(other, CONTAINERS) else {}
    elements = _copies(walk, sample, path, _length(schema))
    if truthy(schema.get("uniqueItems")):
        return _distinct(walk, sample, path, elements)
    return elements


def _tuple(walk: Walk, items: list[Any], path: Path) -> list[Any]:
    elements = []
    for index, item in enumerate(items):
        elements.append(walk.value(item, (*path, "items", index)))
    return elements


def _length(schema: Schema) -> float:
    fewest = keyword_number(schema, "minItems", 0)
    most = keyword_number(schema, "maxItems", 0)
    drawn = chance.whole(
        keyword_number(schema, "minItems", 1), keyword_number(schema, "maxItems", 5)
    )
    return max(chance.floor((most or drawn) + 0.5), fewest)


def _copies(walk: Walk, sample: Any, path: Path, length: float) -> list[Any]:
    """Elements made one by one until the schema stays as it is: then all others are equal."""
    count = math.ceil(max(0, min(length, walk.tally.limit + 1)))
    walk.tally.spend(count)
    elements: list[Any] = []
    while len(elements) < count:
        before, spent = (walk.tally.rewrites, walk.tally.choices), walk.tally.spent
        elements.append(walk.value(sample, (*path, "items", len(elements))))
        if before == (walk.tally.rewrites, walk.tally.choices):
            missing = count - len(elements)
            walk.tally.spend(missing * (walk.tally.spent - spent))
            elements.extend(duplicate(elements[-1], walk.given) for _ in range(missing))
    return elements


def _distinct(walk: Walk, sample: Any, path: Path, elements: list[Any]) -> list[Any]:
    """The different ones, and more tries to make different ones, which mostly fail."""
    distinct: dict[str, Any] = {}
    for element in elements:
        distinct.setdefault(_key(walk, element), element)
    failures = 0
    while len(distinct) != len(elements) and failures < _TRIES:
        rewrites = walk.tally.rewrites
        element = walk.value(sample, (*path, "items"))
        key = _key(walk, element)
        if key not in distinct:
            distinct[key] = element
        elif walk.tally.rewrites == rewrites:
            break
        else:
            failures += 1
    return list(distinct.values())


def _key(walk: Walk, element: Any) -> str:
    return json.dumps(finished(element, walk.given))
