"""Objects: every member that the schema describes, and as many more as it wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evtool.schema.example.javascript import ordered
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


def object_value(walk: Walk, schema: Schema, path: Path) -> Any:
    """An object, or null where the schema allows no member and yet speaks of some.

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
        merged = {"allOf": [*depending, schema]}
        return walk.value(merged, (*path, "properties"), schema)
    for name in names:
        place(members, name)
    fill(members)
    add_left_out(members)
    return walk.value(members.chosen, (*path, "properties"), schema)


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
            names.extend(new for new in dict.fromkeys(needed) if new not in known)
            known.update(needed)
        else:
            schemas.append(needed)
    return schemas
