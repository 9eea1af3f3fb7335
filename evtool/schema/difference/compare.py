"""Two schemas -> the tree of fields that differ. Dereferenced and merged schemas are expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from evtool.schema.difference.equality import same_json
from evtool.schema.difference.field_path import items_path, property_path, values_path
from evtool.schema.difference.keywords import (
    TYPED,
    declared_fields,
    keyword_changes,
    required_names,
    shape,
)
from evtool.schema.difference.model import (
    ABSENT,
    FieldDifference,
    KeywordChange,
    Marker,
    Step,
)
from evtool.schema.difference.vocabulary import as_object


class _Side(NamedTuple):
    """A field in one of the two schemas."""

    schema: Any
    required: bool


class _Place(NamedTuple):
    """Where a field stands; see `FieldDifference`."""

    path: str
    name: str
    step: Step


_NOWHERE = _Side(ABSENT, required=False)
_ROOT = _Place("", "", Step.ROOT)


def compare(old: Any, new: Any) -> FieldDifference:
    """The differences from `old` to `new`; `is_empty` where there are none.

    Fields are nested as in events: object fields, array items, map values. What cannot be shown as
    a field (`oneOf`, `not`, a tuple ...) is a changed keyword of the field it belongs to. Nesting
    is bounded to 200 levels by the loader of documents.
    """
    return _compare(_ROOT, _Side(old, required=False), _Side(new, required=False))


def _compare(place: _Place, old: _Side, new: _Side) -> FieldDifference:
    if old.schema is ABSENT or new.schema is ABSENT:
        return _one_sided(place, old, new)
    before, after = as_object(old.schema), as_object(new.schema)
    same = same_json(before, after)
    changes = [] if same else list(keyword_changes(before, after, root=place is _ROOT))
    if old.required != new.required:
        changes.append(KeywordChange("required", old.required, new.required))
    return FieldDifference(
        **place._asdict(),
        marker=Marker.CHANGED if changes else Marker.UNCHANGED,
        old=old.schema,
        new=new.schema,
        required=new.required,
        changes=tuple(sorted(changes, key=lambda change: change.documentation)),
        fields=() if same else tuple(_compare_fields(place.path, before, after)),
    )


def _one_sided(place: _Place, old: _Side, new: _Side) -> FieldDifference:
    added = old.schema is ABSENT
    side = new if added else old
    sides: tuple[Any, Any] = ({}, as_object(side.schema))
    return FieldDifference(
        **place._asdict(),
        marker=Marker.ADDED if added else Marker.REMOVED,
        old=old.schema,
        new=new.schema,
        required=side.required,
        fields=tuple(_compare_fields(place.path, *(sides if added else reversed(sides)))),
    )


def _compare_fields(
    path: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[FieldDifference]:
    before, after = _fields(old), _fields(new)
    for step, name in {**before, **after}:
        one = _compare(
            _Place(_path_below(path, step, name), name, step),
            before.get((step, name), _NOWHERE),
            after.get((step, name), _NOWHERE),
        )
        if not one.is_empty:
            yield one


def _fields(schema: Mapping[str, Any]) -> dict[tuple[Step, str], _Side]:
    required = required_names(schema)
    found = {
        (Step.PROPERTY, name): _Side(field, name in required)
        for name, field in declared_fields(schema).items()
    }
    for pattern, values in declared_fields(schema, "patternProperties").items():
        found[Step.PATTERN, pattern] = _Side(values, required=False)
    for step, keyword in ((Step.VALUES, "additionalProperties"), (Step.ITEMS, "items")):
        value = schema.get(keyword, ABSENT)
        if shape(value) == TYPED:
            found[step, ""] = _Side(value, required=False)
    return found


def _path_below(path: str, step: Step, name: str) -> str:
    if step is Step.PROPERTY:
        return property_path(path, name)
    if step is Step.ITEMS:
        return items_path(path)
    return values_path(path, name if step is Step.PATTERN else None)
