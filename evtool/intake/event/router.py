"""Which way an event goes: found by the schema and the stream that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evtool.intake.event.enrichment import enrichments
from evtool.intake.event.facts import Facts
from evtool.intake.event.limits import Limits
from evtool.intake.event.message_key import compile_key
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.event.route import Route
from evtool.intake.event.schema_uri import is_schema_uri
from evtool.intake.schemas.library import CompiledSchema, Library, NoSchema
from evtool.log.event_log import EntryRefused
from evtool.log.record import Entry
from evtool.log.topic import check_topic
from evtool.streams.configuration import Configuration
from evtool.streams.configuration import Entry as StreamEntry

MOST_ROUTES = 20_000
"""How many routes are remembered: clients choose names that a regex matches."""

OTHER = "other"
"""The label of streams that are not declared by name."""

_LONGEST_SHOWN = 200
_LONGEST_NAME = 249  # as of a topic: no longer one could be written


class Router:
    """The routes of one configuration of streams over one library of schemas.

    Without any declared stream (`streams` is None) every schema may go into every stream,
    as in the reference intake without stream configuration.
    """

    def __init__(
        self,
        library: Library,
        streams: Configuration | None,
        *,
        limits: Limits | None = None,
        topic_prefix: str | None = None,
    ) -> None:
        self.library = library
        self.streams = streams
        self._limits = limits or Limits()
        self._prefix = topic_prefix
        self._routes: dict[tuple[str, str], Route] = {}
        self.known = self._routes.get
        """The way by URI and stream, if it has been found before."""

    def admit(self, event: Any, facts: Facts) -> Entry | Refusal:
        """Take one event: an entry for the log, or why not. The event is changed in place."""
        found = self.find(event, facts)
        return found if isinstance(found, Refusal) else found.admit(event, facts)

    def find(self, event: Any, facts: Facts) -> Route | Refusal:
        """The way of an event, or why it has none. What it names by default is filled in."""
        try:
            return self._routes[event["$schema"], event["meta"]["stream"]]
        except (KeyError, TypeError):
            return self._find(event, facts)

    def route(self, uri: str, stream: str) -> Route | Refusal:
        """The way of events of a schema in a stream."""
        known = self._routes.get((uri, stream))
        if known is not None:
            return known
        try:
            schema = self.library.find(uri)
        except NoSchema as error:
            reason = Reason.SCHEMA_UNUSABLE if error.found else Reason.SCHEMA_NOT_FOUND
            text = f"Failed loading schema at {uri}: {error}"
            return Refusal(reason, text, schema_uri=uri, stream=stream)
        made = self._make(schema, stream)
        if isinstance(made, Route):
            if len(self._routes) >= MOST_ROUTES:
                self._routes.clear()
            self._routes[uri, stream] = made
        return made

    def _find(self, event: Any, facts: Facts) -> Route | Refusal:
        if isinstance(event, Refusal):
            return event  # what was read turned out to be no event
        if not isinstance(event, dict):
            return Refusal(Reason.NOT_AN_OBJECT, "an event must be a JSON object", event)
        uri = self._schema_uri(event, facts)
        if isinstance(uri, Refusal):
            return uri
        stream = _stream_name(event, facts, uri)
        if isinstance(stream, Refusal):
            return stream
        found = self.route(uri, stream)
        return _about(found, event) if isinstance(found, Refusal) else found

    @staticmethod
    def _schema_uri(event: dict[str, Any], facts: Facts) -> str | Refusal:
        if "$schema" not in event and facts.schema_uri is not None:
            event["$schema"] = facts.schema_uri
        stream = _text(event.get("meta"), "stream")
        if "$schema" not in event:
            text = "Field(s) $schema were missing from event and could not be extracted."
            return Refusal(Reason.SCHEMA_MISSING, text, event, stream=stream)
        uri = event["$schema"]
        if isinstance(uri, str) and is_schema_uri(uri):
            return uri
        shown = repr(uri)[:_LONGEST_SHOWN]
        text = f"$schema must be /<title>/<version> such as /page/change/1.2.0, not {shown}"
        named = uri[:_LONGEST_SHOWN] if isinstance(uri, str) else None
        return Refusal(Reason.SCHEMA_URI_INVALID, text, event, schema_uri=named, stream=stream)

    def _make(self, schema: CompiledSchema, stream: str) -> Route | Refusal:
        entry: StreamEntry | None = None
        if self.streams is not None:
            entry = self.streams.find(stream)
            problem = _not_allowed(schema, stream, entry)
            if problem is not None:
                return problem
        topic = self._topic(entry, stream)
        try:
            check_topic(topic)
        except EntryRefused as error:
            text = f"{error.message}; {error.hint}"
            return Refusal(Reason.STREAM_INVALID, text, schema_uri=schema.uri, stream=stream)
        settings: Mapping[str, Any] = entry.settings if entry else {}
        return Route(
            schema,
            topic,
            steps=enrichments(schema, settings),
            key=compile_key(settings.get("message_key_fields")),
            limits=self._limits,
            label=entry.name if entry else OTHER,
        )

    def _topic(self, entry: StreamEntry | None, stream: str) -> str:
        """Of the topics of a stream, the one with our prefix, else the first."""
        topics = entry.topics(stream) if entry else [stream]
        if self._prefix is not None and self._prefix + stream in topics:
            return self._prefix + stream
        return topics[0] if topics else stream


def _stream_name(event: dict[str, Any], facts: Facts, uri: str) -> str | Refusal:
    meta = event.get("meta")
    if facts.stream is not None:
        meta = event.setdefault("meta", {})
        if isinstance(meta, dict):
            meta.setdefault("stream", facts.stream)
    name = meta.get("stream") if isinstance(meta, dict) else None
    if name is None:
        text = "Field(s) meta.stream were missing from event and could not be extracted."
        return Refusal(Reason.STREAM_MISSING, text, event, schema_uri=uri)
    if not isinstance(name, str) or not name:
        text = f"meta.stream must be the name of a stream, not {repr(name)[:_LONGEST_SHOWN]}"
        return Refusal(Reason.STREAM_INVALID, text, event, schema_uri=uri)
    if len(name) > _LONGEST_NAME:
        text = f"the name of a stream has at most {_LONGEST_NAME} characters"
        shown = name[:_LONGEST_SHOWN]
        return Refusal(Reason.STREAM_INVALID, text, event, schema_uri=uri, stream=shown)
    return name


def _not_allowed(schema: CompiledSchema, stream: str, entry: StreamEntry | None) -> Refusal | None:
    shown = stream[:_LONGEST_SHOWN]
    start = f"event of schema at {schema.uri} destined to stream {shown} is not allowed in stream;"
    if entry is None:
        text = f"{start} {shown} is not configured."
        return Refusal(Reason.STREAM_UNDECLARED, text, schema_uri=schema.uri, stream=stream)
    wanted = entry.settings.get("schema_title")
    if not isinstance(wanted, str):
        text = f"{start} {shown} does not have a schema_title setting."
    elif schema.title is None:
        text = f"{start} the schema has no title."
    elif wanted != schema.title:
        text = f"{start} schema title must be {wanted}."
    else:
        return None
    return Refusal(Reason.SCHEMA_NOT_ALLOWED, text, schema_uri=schema.uri, stream=stream)


def _about(refusal: Refusal, event: Any) -> Refusal:
    return Refusal(
        refusal.reason,
        refusal.message,
        event,
        schema_uri=refusal.schema_uri,
        stream=refusal.stream,
    )


def _text(value: Any, name: str) -> str | None:
    found = value.get(name) if isinstance(value, dict) else None
    return found[:_LONGEST_SHOWN] if isinstance(found, str) else None
