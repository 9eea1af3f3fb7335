"""The fields of one object that were added, removed, required or no longer required."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from evtool.schema.compatibility.changes.candidate import Candidate, Weight
from evtool.schema.compatibility.changes.place import Place
from evtool.schema.difference import ABSENT, KeywordChange, describe_change, describe_type
from evtool.schema.difference.field_path import property_path
from evtool.schema.difference.keywords import (
    OPEN,
    TYPED,
    declared_fields,
    required_names,
    shape,
)
from evtool.schema.difference.vocabulary import as_object

_ANY: Final = True


def field_changes(place: Place) -> Iterator[Candidate]:
    """What differs in the fields of an object, apart from what each field is like."""
    old, new = as_object(place.old.raw), as_object(place.new.raw)
    yield from _required_changes(place, old, new)
    before, after = declared_fields(old), declared_fields(new)
    for name in before:
        if name not in after and before[name] is not False:
            yield _removed(place, name, before[name], new)
    for name in after:
        if name not in before:
            yield _added(place, name, after[name], old)
    yield from _pattern_changes(place, old, new)
    yield from _shape_change(place, old, new)


def _required_changes(
    place: Place, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Candidate]:
    before, after = required_names(old), required_names(new)
    for name in sorted(after - before):
        sentence = f"{property_path(place.path, name)} became required"
        yield Candidate(
            place, "required", sentence, narrow_rule="required-added", narrowed={"required": [name]}
        )
    for name in sorted(before - after):
        sentence = f"{property_path(place.path, name)} is no longer required"
        yield Candidate(
            place, "required", sentence, wide_rule="required-removed", widened={"required": [name]}
        )


def _removed(place: Place, name: str, field: Any, new: Mapping[str, Any]) -> Candidate:
    path = property_path(place.path, name)
    return Candidate(
        place,
        f"properties/{name}",
        f"the field {path} ({describe_type(field)}) was removed",
        narrow_rule="field-removed",
        wide_rule="field-removed",
        narrowed={"properties": {name: _undeclared(new)}},
        widened={"properties": {name: field}},
        weight=Weight.FORBIDDEN,
    )


def _added(place: Place, name: str, field: Any, old: Mapping[str, Any]) -> Candidate:
    path = property_path(place.path, name)
    closed = _undeclared(old) is False
    return Candidate(
        place,
        f"properties/{name}",
        f"the field {path} ({describe_type(field)}) was added{_former_values(old)}",
        narrow_rule="type-changed",
        wide_rule="object-opened" if closed else "type-changed",
        narrowed={"properties": {name: field}},
        widened={"properties": {name: _undeclared(old)}},
        weight=Weight.ADDED if leaves_free(old) else Weight.SHOWN,
    )


def _former_values(old: Mapping[str, Any]) -> str:
    """What a new field could hold before it was declared."""
    allowed = shape(old.get("additionalProperties", ABSENT))
    return {OPEN: ", where anything was allowed", TYPED: ", to a map"}.get(allowed, "")


def leaves_free(schema: Mapping[str, Any]) -> bool:
    """Whether a schema says nothing about the values of fields that it does not declare."""
    if declared_fields(schema, "patternProperties"):
        return False
    return shape(schema.get("additionalProperties", ABSENT)) != TYPED


def _undeclared(schema: Mapping[str, Any]) -> Any:
    """What a schema says about a field that is declared nowhere."""
    return schema.get("additionalProperties", _ANY)


def _pattern_changes(
    place: Place, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Candidate]:
    before = declared_fields(old, "patternProperties")
    after = declared_fields(new, "patternProperties")
    for pattern in {**before, **after}:
        if (pattern in before) != (pattern in after):
            happened = "added" if pattern in after else "removed"
            yield Candidate(
                place,
                f"patternProperties/{pattern}",
                f"{place.name}: the fields that match {pattern!r} were {happened}",
                narrow_rule="condition-added",
                wide_rule="constraint-loosened",
                narrowed=_fields_part(new),
                widened=_fields_part(old),
            )


def _shape_change(
    place: Place, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Candidate]:
    keyword = "additionalProperties"
    before, after = (shape(one.get(keyword, ABSENT)) for one in (old, new))
    if before == after:
        return
    change = KeywordChange(keyword, old.get(keyword, ABSENT), new.get(keyword, ABSENT))
    # What a map announces as its values, an open object only tolerates: it is closed to data.
    map_lost = before == TYPED and after == OPEN
    yield Candidate(
        place,
        keyword,
        f"{place.name}{' is no longer a map' * map_lost}: {describe_change(change)}",
        narrow_rule="object-closed",
        wide_rule="object-closed" if map_lost else "object-opened",
        narrowed=_fields_part(new, old),
        widened=_fields_part(old, new),
        weight=Weight.FORBIDDEN if map_lost else Weight.SHOWN,
    )


def _fields_part(schema: Mapping[str, Any], other: Mapping[str, Any] | None = None) -> Any:
    """What a schema says about undeclared fields only; `other` declares fields too."""
    names = {**declared_fields(schema), **declared_fields(other or {})}
    patterns = declared_fields(schema, "patternProperties")
    if other is not None:
        patterns = dict.fromkeys({**patterns, **declared_fields(other, "patternProperties")}, _ANY)
    return {
        "properties": dict.fromkeys(names, _ANY),
        "patternProperties": patterns,
        "additionalProperties": schema.get("additionalProperties", _ANY),
    }
