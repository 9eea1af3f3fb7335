"""Rules about canaries: the artificial events that tell an empty hour from a broken pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.stream.canary_event import canary_event, first_example
from evtool.rules.stream.subject import CheckedStream
from evtool.rules.validation import violations

_AT = ("canary_events_enabled",)


@rule("stream.canary-without-example", Severity.ERROR, on=CheckedStream)
def canary_without_example(stream: CheckedStream) -> Iterator[Problem]:
    """The schema of a stream with canaries has an example.

    Why: a canary is a copy of the first example of the schema's newest version.

    Example:
        shop.page_viewed:
          schema_title: shop/no_example      # refused: there is nothing to copy
          canary_events_enabled: true

    Repair: release a version of the schema with `examples`, or switch canaries off.
    """
    schema = _schema(stream)
    if schema is not None and first_example(schema) is None:
        message = f"canaries are on, but {stream.title} has no example to make them of"
        yield Problem(message, "release a version with `examples`", at=_AT)


@rule("stream.canary-without-meta", Severity.ERROR, on=CheckedStream)
def canary_without_meta(stream: CheckedStream) -> Iterator[Problem]:
    """The first example of the schema has the object `meta`.

    Why: `meta.stream` says where a canary goes, `meta.domain` that it is one.

    Example:
        examples:
          - {$schema: /shop/order/1.0.0, order_id: 7}      # refused: no meta

    Repair: add `meta: {stream: ...}` to the first example, or switch canaries off.
    """
    schema = _schema(stream)
    example = first_example(schema) if schema is not None else None
    if example is not None and not _has_meta(example):
        message = f"canaries are on, but the example of {stream.title} has no meta"
        yield Problem(message, "add `meta` to the first example", at=_AT)


@rule("stream.canary-invalid", Severity.ERROR, on=CheckedStream)
def canary_invalid(stream: CheckedStream) -> Iterator[Problem]:
    """The canary that is made of the first example is valid.

    Why: the intake refuses an invalid canary like any event, and the alarm goes off.

    Example:
        properties: {count: {type: integer}}
        examples: [{meta: {stream: shop.order}, count: many}]      # refused: no integer

    Repair: correct the first example in a new version of the schema.
    """
    schema = _schema(stream)
    example = first_example(schema) if schema is not None else None
    is_usable = stream.facts is not None and stream.facts.is_sound
    if not isinstance(example, Mapping) or not _has_meta(example) or not is_usable:
        return
    event = canary_event(example, stream.name)
    for one in violations(schema, event):
        where = ".".join(one.at) or "the event"
        message = f"the canary of {stream.name} is not valid: {where}: {one.message}"
        hint = f"correct the first example of {stream.title} in a new version"
        yield Problem(message, hint, at=_AT)
        return


@rule("stream.canary-on-regex", Severity.ERROR, on=CheckedStream)
def canary_on_regex(stream: CheckedStream) -> Iterator[Problem]:
    r"""Canaries are off for a regex.

    Why: a canary needs one name of a stream; a regex has any number of them.

    Example:
        /^shop\.job\..+$/:
          canary_events_enabled: true      # refused

    Repair: set `canary_events_enabled: false`, or name the streams.
    """
    if stream.has_canaries and stream.is_regex:
        message = f"canaries are on, but {stream.name} is a regex, not one stream"
        yield Problem(message, "set `canary_events_enabled: false`", at=_AT)


@rule("stream.canary-without-service", Severity.ERROR, on=CheckedStream)
def canary_without_service(stream: CheckedStream) -> Iterator[Problem]:
    """A stream with canaries has an intake that they can be sent to.

    Why: canaries are posted to the intake in every data center; without one nothing is sent.

    Example:
        shop.order_placed:
          schema_title: shop/order/placed
          canary_events_enabled: true      # refused: no destination_event_service

    Repair: set `destination_event_service`, or `canary_events_enabled: false`.
    """
    service = stream.settings.get("destination_event_service")
    if stream.has_canaries and not stream.is_regex and service in (None, ""):
        message = "canaries are on, but there is no destination_event_service to send them to"
        yield Problem(message, "set it, or `canary_events_enabled: false`", at=_AT)


@rule("stream.canary-off", Severity.WARNING, on=CheckedStream)
def canary_off(stream: CheckedStream) -> Iterator[Problem]:
    """A stream that is ingested has canaries.

    Why: without them an hour without events and a broken pipeline look the same.

    Example:
        shop.order_placed:
          canary_events_enabled: false      # but its consumers are on

    Repair: set `canary_events_enabled: true`, or switch its consumers off.
    """
    enabled = stream.settings.get("canary_events_enabled")
    is_off = enabled is None or enabled is False
    if is_off and stream.is_ingested and not stream.is_regex:
        message = "ingested, but canaries are off: an empty hour looks like a broken pipeline"
        yield Problem(message, "set `canary_events_enabled: true`", at=_AT)


def _schema(stream: CheckedStream) -> Mapping[str, Any] | None:
    """The schema of a stream that canaries are made for."""
    wanted = stream.has_canaries and not stream.is_regex
    return stream.schema_value if wanted else None


def _has_meta(example: Any) -> bool:
    return isinstance(example, Mapping) and isinstance(example.get("meta"), Mapping)
