"""The bodies of requests: every media type, and the events that they may hold."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from evtool.intake.cloudevents.reading import BATCH, STRUCTURED
from evtool.intake.http.payload import NDJSON, PLAIN
from evtool.intake.openapi.components import reference
from evtool.intake.openapi.convert import converted
from evtool.intake.openapi.described import DescribedSchema, DescribedStream

ANY_EVENT = {
    "type": "object",
    "description": "An event: it names its schema and its stream.",
    "required": ["$schema", "meta"],
    "properties": {
        "$schema": {"type": "string"},
        "meta": {
            "type": "object",
            "required": ["stream"],
            "properties": {"stream": {"type": "string"}},
        },
    },
}

_TEXT_PLAIN = "text/plain"
_OUTSIDE = re.compile(r"[^A-Za-z0-9._-]")


class Names:
    """Names of components, as OpenAPI allows them; no two things have the same."""

    def __init__(self, taken: Sequence[str]) -> None:
        self._taken = set(taken)

    def of(self, text: str) -> str:
        """A name that nothing has yet."""
        plain = _OUTSIDE.sub("_", text.strip("/").replace("/", "."))
        name, number = plain, 1
        while name in self._taken:
            number += 1
            name = f"{plain}_{number}"
        self._taken.add(name)
        return name


def event_schemas(streams: Sequence[DescribedStream], names: Names) -> dict[str, Any]:
    """A component for each schema and one for each stream; `Event` is any, `Events` many."""
    made: dict[str, Any] = {}
    known: dict[str, str] = {}
    members = []
    for stream in streams:
        uri = stream.schema.uri
        if uri not in known:
            known[uri] = names.of(f"schema.{uri[1:].replace('/', '.')}")
            made[known[uri]] = _schema(stream.schema, known[uri])
        name = names.of(f"stream.{stream.name}")
        made[name] = _stream(stream, known[uri])
        members.append(reference("schemas", name))
    event = reference("schemas", "Event")
    made["Event"] = {"anyOf": members} if members else ANY_EVENT
    made["Events"] = {"anyOf": [event, {"type": "array", "minItems": 1, "items": event}]}
    return made


def _schema(schema: DescribedSchema, name: str) -> dict[str, Any]:
    return converted(schema.value, reference("schemas", name)["$ref"])


def _stream(stream: DescribedStream, schema: str) -> dict[str, Any]:
    place = {"type": "string"} if stream.is_pattern else {"const": stream.name}
    return {
        "description": stream.description,
        "allOf": [
            reference("schemas", schema),
            {
                "type": "object",
                "required": ["$schema", "meta"],
                "properties": {
                    "$schema": {"const": stream.schema.uri},
                    "meta": {
                        "type": "object",
                        "required": ["stream"],
                        "properties": {"stream": place},
                    },
                },
            },
        ],
    }


def body(streams: Sequence[DescribedStream]) -> dict[str, Any]:
    """The request body of events, in every form in which they may come."""
    events = reference("schemas", "Events")
    examples = _examples(streams)
    content: dict[str, Any] = {}
    for media_type in sorted(PLAIN - {_TEXT_PLAIN}):
        content[media_type] = {"schema": events}
    content["application/json"]["examples"] = examples
    content[_TEXT_PLAIN] = _as_text("One event or an array of them, as JSON.", "\n", examples)
    for media_type in sorted(NDJSON):
        content[media_type] = _as_text("Events as JSON lines.", "", examples)
    cloud = reference("schemas", "CloudEvent")
    content[STRUCTURED] = {"schema": cloud}
    content[BATCH] = {"schema": {"type": "array", "minItems": 1, "items": cloud}}
    for media_type in (STRUCTURED, BATCH):
        content[media_type]["examples"] = _cloud_examples(streams, many=media_type == BATCH)
    return {"required": True, "content": content}


def _examples(streams: Sequence[DescribedStream]) -> dict[str, Any]:
    """The example of each stream, by its name."""
    return {
        one.name: {"summary": one.description[:120] or one.name, "value": one.example}
        for one in streams
        if one.example is not None
    }


def _as_text(description: str, end: str, examples: Mapping[str, Any]) -> dict[str, Any]:
    """A text that holds JSON; one example shows how."""
    schema = {"type": "string", "minLength": 2, "description": description}
    made: dict[str, Any] = {"schema": schema}
    for name, one in examples.items():
        text = json.dumps(one["value"], ensure_ascii=False, separators=(",", ":"))
        made["examples"] = {name: {"value": f"{text}{end}"}}
        break
    return made


def _cloud_examples(streams: Sequence[DescribedStream], *, many: bool) -> dict[str, Any]:
    """The first example as a CloudEvent."""
    for stream in streams:
        if stream.example is None:
            continue
        data = {name: part for name, part in stream.example.items() if name not in _IN_ATTRIBUTES}
        cloud = {
            "specversion": "1.0",
            "id": "b6f0a6a1-3d0e-4a3e-9c38-6a3f0c1f8a11",
            "source": "/example",
            "type": stream.name,
            "dataschema": stream.schema.uri,
            "data": data,
        }
        return {stream.name: {"value": [cloud] if many else cloud}}
    return {}


_IN_ATTRIBUTES = ("$schema", "meta")
