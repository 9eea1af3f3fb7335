"""Objects: every member that the schema describes, and as many more as it wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from evtool.schema.example.javascript import ordered, text
from evtool.schema.example.members import (
    Members,
    add_left_out,
    chosen_names,
    fill,
    members_of,
    place,
)
from evtool.schema.example.merging import Schema

if TYPE_CHECKING:
    from evtool.schema.example.walk import Path, Walk

_COUNTED = ("minProperties", "maxProperties", "dependencies", "required")


class Onward(NamedTuple):
    """A schema whose value is the wanted one: the walk goes on with it without a call."""

    schema: Schema
    path: Path
    beside: Schema


def object_value(walk: Walk, schema: Schema, path: Path) -> Onward | None:
    """The members of an object, as one schema; null where it has none and yet counts them.

    Raises:
        Refusal: The schema wants members that cannot be invented.
    """
    members = members_of(schema, walk.tally)
    if _is_closed(members) and any(keyword in schema for keyword in _COUNTED):
        return None
    names = chosen_names(members)
    depending = _with_dependencies(schema, names)
    if depending:
        del schema["dependencies"]
        walk.tally.rewrites += 1
        return Onward({"allOf": [*depending, schema]}, (*path, "properties"), schema)
    for name in names:
        place(members, name)
    fill(members)
    add_left_out(members)
    return Onward(members.chosen, (*path, "properties"), schema)


def _is_closed(members: Members) -> bool:
    return members.other is False and not members.properties and not members.patterns


def _with_dependencies(schema: Schema, names: list[str]) -> list[Any]:
    """Add to `names` what they depend on; return the schemas that they depend on."""
    dependencies = schema.get("dependencies")
    if not isinstance(dependencies, dict):
        return []
    known = set(names)
    schemas = []
    for name in ordered(dependencies):
        if name not in known:
            continue
        needed = dependencies[name]
        if isinstance(needed, list):
            new = [other for other in dict.fromkeys(map(text, needed)) if other not in known]
            names.extend(new)
            known.update(new)
        else:
            schemas.append(needed)
    return schemas
