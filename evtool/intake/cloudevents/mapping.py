"""One CloudEvent -> one event, or why it is none."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evtool.intake.cloudevents.attributes import is_json, problem_of, schema_uri, set_attributes
from evtool.intake.cloudevents.config import CloudEventsConfig
from evtool.intake.event.json_text import TextError, parse
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.schemas.library import CompiledSchema, NoSchema

JSON = "application/json"


class NoEvent(Exception):
    """A CloudEvent holds no event; the message says why."""


@dataclass(frozen=True, slots=True)
class Mapper:
    """Makes events of CloudEvents.

    `find` gives the schema of a URI, or raises `NoSchema`; `schema` and `stream` are what
    the request names for events that name none.
    """

    config: CloudEventsConfig
    find: Callable[[str], CompiledSchema]
    schema: str | None = None
    stream: str | None = None

    def event(self, cloud: Any) -> dict[str, Any] | Refusal:
        """The event that a CloudEvent in its JSON format holds."""
        if not isinstance(cloud, dict):
            return _refusal("a CloudEvent must be a JSON object", cloud)
        named = set_attributes(cloud)
        problem = problem_of(named)
        if problem is not None:
            return _refusal(problem, cloud)
        try:
            event = dict(_data(named))
        except NoEvent as error:
            return _refusal(str(error), cloud)
        self._complete(event, named)
        return event

    def _complete(self, event: dict[str, Any], cloud: Mapping[str, Any]) -> None:
        """Set what the data does not say itself."""
        named = cloud.get("dataschema")
        if "$schema" not in event and named:
            event["$schema"] = schema_uri(named, self.config.schema_base)
        meta = event.get("meta", {})
        if not isinstance(meta, dict):
            return  # it is refused, with the reason, like any other
        event["meta"] = meta = dict(meta)
        stream = self._stream(cloud)
        if "stream" not in meta and stream:
            meta["stream"] = stream
        schema = self._schema(event)
        if schema is not None:
            _stamp(event, meta, cloud, schema)

    def _stream(self, cloud: Mapping[str, Any]) -> Any:
        return cloud.get("stream") or self.stream or cloud.get(self.config.stream)

    def _schema(self, event: Mapping[str, Any]) -> CompiledSchema | None:
        uri = event.get("$schema", self.schema)
        try:
            return self.find(uri) if isinstance(uri, str) else None
        except NoSchema:
            return None


def _stamp(
    event: dict[str, Any], meta: dict[str, Any], cloud: Mapping[str, Any], schema: CompiledSchema
) -> None:
    """Set identifier and time, where the schema has a place for them."""
    if schema.has("meta", "id"):
        meta.setdefault("id", cloud["id"])
    time = cloud.get("time")
    if time is None:
        return
    if schema.has("meta", "dt"):
        meta.setdefault("dt", time)
    if schema.has("dt"):
        event.setdefault("dt", time)


def _data(cloud: Mapping[str, Any]) -> dict[str, Any]:
    kind = cloud.get("datacontenttype", JSON)
    if not is_json(kind):
        raise NoEvent(f"data of the type {kind[:100]!r} cannot be the fields of an event")
    if "data_base64" in cloud:
        if "data" in cloud:
            raise NoEvent("there are both data and data_base64")
        data = _decoded(cloud["data_base64"])
    else:
        data = cloud.get("data", {})
    if not isinstance(data, dict):
        raise NoEvent("data must be a JSON object: its members are the fields of the event")
    return data


def _decoded(text: Any) -> Any:
    if not isinstance(text, str):
        raise NoEvent("data_base64 must be a text")
    try:
        return parse(base64.b64decode(text, validate=True))
    except binascii.Error:
        raise NoEvent("data_base64 is no base64") from None
    except TextError as error:
        raise NoEvent(f"data_base64 holds no JSON: {error}") from None
    except ValueError:  # characters beyond ASCII
        raise NoEvent("data_base64 is no base64") from None


def _refusal(message: str, cloud: Any) -> Refusal:
    return Refusal(Reason.CLOUDEVENT_INVALID, message, cloud)
