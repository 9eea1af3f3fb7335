"""Two schemas walked side by side: every place that both have, and what differs there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, Final

from evtool.schema.compatibility.changes.candidate import Candidate
from evtool.schema.compatibility.changes.fields import field_changes
from evtool.schema.compatibility.changes.keywords import keyword_changes
from evtool.schema.compatibility.changes.place import Place
from evtool.schema.compatibility.reading import Schema, UnreadableSchema
from evtool.schema.difference.keywords import TYPED, declared_fields, shape
from evtool.schema.difference.vocabulary import as_object

_DEEPEST: Final = 100
"""How deep in an event the changes are told one by one; the proof goes on below."""


def candidates(old: Schema, new: Schema) -> Iterator[Candidate]:
    """All differences that may matter, from the outside in."""
    for place in places(old, new):
        yield from keyword_changes(place)
        yield from field_changes(place)


def places(old: Schema, new: Schema) -> Iterator[Place]:
    """All places that both schemas have, apart from those at which they are equal.

    References are followed, each pair of schemas once, at the place nearest to the root.
    """
    pending = deque([Place(old, new)])
    seen: set[tuple[int, int]] = set()
    while pending:
        place = _followed(pending.popleft())
        pair = id(place.old), id(place.new)
        if pair not in seen and not place.same:
            seen.add(pair)
            yield place
            if len(place.steps) < _DEEPEST:
                pending += _below(place)


def _followed(place: Place) -> Place:
    try:
        return place.follow()
    except UnreadableSchema:
        return place  # what cannot be followed cannot be compared either


def _below(place: Place) -> Iterator[Place]:
    old, new = as_object(place.old.raw), as_object(place.new.raw)
    before, after = declared_fields(old), declared_fields(new)
    for name in before:
        pair = place.inside(before[name], after[name]) if name in after else None
        if pair is not None:
            yield place.field(name, pair)
    yield from _patterns_below(place, old, new)
    yield from _items_below(place, old, new)
    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from _branches_below(place, keyword, old.get(keyword), new.get(keyword))


def _patterns_below(place: Place, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Place]:
    before = declared_fields(old, "patternProperties")
    after = declared_fields(new, "patternProperties")
    for pattern in before:
        pair = place.inside(before[pattern], after[pattern]) if pattern in after else None
        if pair is not None:
            yield place.pattern(pattern, pair)
    values = old.get("additionalProperties"), new.get("additionalProperties")
    if all(shape(one) == TYPED and isinstance(one, dict) for one in values):
        pair = place.inside(*values)
        declared = list({**declared_fields(old), **declared_fields(new)}), list({**before, **after})
        if pair is not None:
            yield place.others(pair, declared)


def _items_below(place: Place, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Place]:
    before, after = old.get("items"), new.get("items")
    if isinstance(before, dict) and isinstance(after, dict):
        pair = place.inside(before, after)
        if pair is not None:
            yield place.items(pair)
    elif isinstance(before, list) and isinstance(after, list):
        for at, raws in enumerate(zip(before, after, strict=False)):
            pair = place.inside(*raws)
            if pair is not None:
                yield place.item(at, pair)


def _branches_below(place: Place, keyword: str, old: Any, new: Any) -> Iterator[Place]:
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for at, raws in enumerate(zip(old, new, strict=True)):
            pair = place.inside(*raws)
            if pair is not None:
                yield place.branch(keyword, at, pair)
