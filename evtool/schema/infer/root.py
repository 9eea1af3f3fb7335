"""The root of an event schema: the envelope that every event has, and the event's own fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evtool.schema.difference.field_path import property_path
from evtool.schema.infer.draft import Drafter, always_present
from evtool.schema.infer.envelope import (
    ENVELOPE_FIELDS,
    SOME_TIME,
    CommonFragment,
    envelope_properties,
    stream_of_title,
)
from evtool.schema.infer.example import fit, without_nulls
from evtool.schema.infer.kinds import chosen_kind
from evtool.schema.infer.notes import Note, NoteKind
from evtool.schema.infer.observation import Observation
from evtool.schema.version import SchemaId

_NEVER = Observation()


def draft_root(
    drafter: Drafter, seen: Observation, fragment: CommonFragment | None
) -> dict[str, Any]:
    """The keywords of the root from `type` on, closed to undeclared fields.

    Without a fragment the envelope is written out. `$schema`, `meta` and `meta.stream` are always
    required, since nothing without them is an event; `dt` if all samples have it.
    """
    drafter.notes.extend(_envelope_notes(seen))
    known = fragment.fields if fragment else ENVELOPE_FIELDS
    own = {name: one for name, one in seen.fields.items() if name not in known}
    properties = drafter.draft_fields("", own)
    required = always_present(seen, properties)
    drafter.always.extend(property_path("", name) for name in required)
    root: dict[str, Any] = {"type": "object", "additionalProperties": False}
    if fragment:
        root["allOf"] = [{"$ref": fragment.ref}]
    else:
        properties = {**_draft_envelope(drafter, seen), **properties}
        required = [*_required_envelope(seen), *required]
    root["properties"] = properties
    return {**root, "required": required} if required else root


def make_example(
    event: Mapping[str, Any],
    name: SchemaId,
    root: Mapping[str, Any],
    fragment: CommonFragment | None,
) -> dict[str, Any]:
    """A sample as an example of the schema, completed where the envelope is incomplete."""
    taken = {one: event[one] for one in (fragment.fields if fragment else ()) if one in event}
    example = {"$schema": "", **without_nulls(taken), **fit(event, root)}
    meta = example.get("meta")
    example["meta"] = {
        **(meta if isinstance(meta, dict) else {}),
        "stream": _stream_of(meta) or stream_of_title(name.title),
    }
    if fragment and "dt" in fragment.fields:
        example.setdefault("dt", example["meta"].get("dt", SOME_TIME))
    example["$schema"] = str(name)
    return example


def _stream_of(meta: Any) -> str | None:
    stream = meta.get("stream") if isinstance(meta, dict) else None
    return stream if isinstance(stream, str) else None


def _draft_envelope(drafter: Drafter, seen: Observation) -> dict[str, Any]:
    envelope = envelope_properties()
    meta, declared = _at(seen, "meta"), envelope["meta"]["properties"]
    own = {name: one for name, one in meta.fields.items() if name not in declared}
    drafted = drafter.draft_fields("meta", own)
    declared.update(drafted)
    envelope["meta"]["required"] += always_present(meta, drafted)
    return envelope


def _required_envelope(seen: Observation) -> list[str]:
    """`dt` is required only of events that all have a good one: their producers do not change."""
    dt = _at(seen, "dt")
    always = dt.kinds["string"] == seen.kinds["object"] and "date-time" in dt.texts.formats
    return ["$schema", "meta", *(["dt"] if always else [])]


def _envelope_notes(seen: Observation) -> Iterator[Note]:
    """What the guidelines ask of every event and the samples do not have."""
    meta = _at(seen, "meta")
    events = seen.kinds["object"]
    for path, one in (
        ("$schema", _at(seen, "$schema")),
        ("meta", meta),
        ("meta.stream", _at(meta, "stream")),
        ("dt", _at(seen, "dt")),
    ):
        lacking = events - one.kinds.total() + one.kinds["null"]
        if lacking:
            message = f"missing from {lacking} of {events} samples; every event should have it"
            yield Note(NoteKind.ENVELOPE, path, message)
    envelope = envelope_properties()
    yield from _mismatches("", envelope, seen)
    yield from _mismatches("meta", envelope["meta"]["properties"], meta)


def _mismatches(parent: str, declared: Mapping[str, Any], seen: Observation) -> Iterator[Note]:
    for name, schema in declared.items():
        one = _at(seen, name)
        kind, path = chosen_kind(one), property_path(parent, name)
        if kind not in (None, schema["type"]):
            message = f"the samples hold {kind}, the guidelines want {schema['type']}"
            yield Note(NoteKind.ENVELOPE, path, message)
        elif kind and schema.get("format") == "date-time" and not one.texts.formats & {"date-time"}:
            message = f"the guidelines want an RFC 3339 date-time, not {one.first[kind]}"
            yield Note(NoteKind.ENVELOPE, path, message)


def _at(seen: Observation, name: str) -> Observation:
    return seen.fields.get(name, _NEVER)
