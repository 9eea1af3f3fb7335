"""What was seen -> a draft-07 schema, with the notes about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from evtool.schema.difference.field_path import items_path, property_path, values_path
from evtool.schema.infer.kinds import chosen_kind, is_map, kind_notes, may_be_map
from evtool.schema.infer.notes import Note, NoteKind
from evtool.schema.infer.observation import MOST_NAMES, Observation
from evtool.schema.infer.words import text_keywords, text_notes

TO_DO = "TODO: describe"

_SNAKE_CASE = re.compile(r"\$schema|[a-z][a-z0-9]*(_[a-z0-9]+)*")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class Drafter:
    """Drafts fields one inside the other and collects what is to be said about them.

    `always` are the paths of the fields that were in every object that could hold them.
    """

    notes: list[Note] = field(default_factory=list)
    always: list[str] = field(default_factory=list)

    def draft(self, name: str, path: str, seen: Observation) -> dict[str, Any] | None:
        """The schema of one field, or None where nothing but null was seen of it."""
        self.notes.extend(kind_notes(path, seen))
        kind = chosen_kind(seen)
        if kind is None:
            return None
        return {"description": TO_DO, "type": kind, **self._keywords(kind, name, path, seen)}

    def draft_fields(self, path: str, fields: dict[str, Observation]) -> dict[str, Any]:
        """The schemas of the fields of an object, without those that were always null."""
        self._note_names(path, fields)
        drafted = {
            name: self.draft(name, property_path(path, name), seen) for name, seen in fields.items()
        }
        return {name: schema for name, schema in drafted.items() if schema is not None}

    def note(self, kind: NoteKind, path: str, message: str) -> None:
        """Say something about a field."""
        self.notes.append(Note(kind, path, message))

    def _keywords(self, kind: str, name: str, path: str, seen: Observation) -> dict[str, Any]:
        if kind == "string":
            self.notes.extend(text_notes(name, path, seen))
            return text_keywords(name, seen)
        if kind == "array":
            return {"items": self._draft_items(name, path, seen)}
        if kind == "object":
            return self._draft_object(name, path, seen)
        return {}

    def _draft_object(self, name: str, path: str, seen: Observation) -> dict[str, Any]:
        if is_map(seen):
            return {"additionalProperties": self._draft_values(name, path, seen)}
        if not seen.fields:
            self.note(NoteKind.EMPTY, path, "always an empty object: drafted as a map of strings")
            return {"additionalProperties": _nameless({"type": "string"})}
        if may_be_map(seen):
            message = f"{len(seen.fields)} names of one type, none of them common: perhaps a map"
            self.note(NoteKind.MAP, path, message)
        properties = self.draft_fields(path, seen.fields)
        required = always_present(seen, properties)
        self.always.extend(property_path(path, one) for one in required)
        return {"properties": properties, **({"required": required} if required else {})}

    def _draft_values(self, name: str, path: str, seen: Observation) -> dict[str, Any]:
        many = f"over {MOST_NAMES} names" if seen.values else f"{len(seen.fields)} names like data"
        self.note(NoteKind.MAP, path, f"{many}: drafted as a map")
        values = self.draft(name, values_path(path), seen.merged_fields())
        return _nameless(values or {"type": "string"})

    def _draft_items(self, name: str, path: str, seen: Observation) -> dict[str, Any]:
        items = seen.items or Observation()
        drafted = self.draft(name, items_path(path), items) if items.kinds else None
        if drafted is None:
            message = "no item was ever seen: drafted as an array of strings"
            self.note(NoteKind.EMPTY, path, message)
        return _nameless(drafted or {"type": "string"})

    def _note_names(self, path: str, fields: dict[str, Observation]) -> None:
        known: dict[str, str] = {}
        for name in fields:
            place, plain = property_path(path, name), snake_case(name)
            if not _SNAKE_CASE.fullmatch(name):
                advice = f", such as {plain}" if _SNAKE_CASE.fullmatch(plain) else ""
                self.note(NoteKind.NAME, place, f"the name should be snake_case{advice}")
            if known.setdefault(_folded(name), name) != name:
                message = f"differs from {known[_folded(name)]!r} only in case or punctuation"
                self.note(NoteKind.NAME, place, f"{message}: tables cannot hold both")


def always_present(seen: Observation, properties: dict[str, Any]) -> list[str]:
    """The drafted fields that every object had, with a value of the drafted type."""
    objects = seen.kinds["object"]
    return [
        name
        for name, schema in properties.items()
        if _of_type(seen.fields[name], schema["type"]) == objects
    ]


def snake_case(name: str) -> str:
    """A name as the guidelines want it, as far as that can be told: `userName` -> `user_name`."""
    words = _WORD_START.sub("_", name).lower()
    return _SEPARATORS.sub("_", words).strip("_")


def _of_type(seen: Observation, kind: str) -> int:
    return seen.kinds[kind] + (seen.kinds["integer"] if kind == "number" else 0)


def _folded(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _nameless(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of items or values: the field that holds them is what wants a description."""
    return {keyword: value for keyword, value in schema.items() if keyword != "description"}
