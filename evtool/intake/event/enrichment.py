"""What the intake adds to an event, where it is absent and its schema has a place for it.

Source: section 8 of the reference intake's behavior.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter, methodcaller
from typing import Any

from evtool.intake.event.facts import Facts
from evtool.intake.event.ids import new_id
from evtool.intake.schemas.library import CompiledSchema

Step = Callable[[dict[str, Any], Facts], None]
"""Adds to an event, in place."""

Make = Callable[[Facts], str]
"""Makes the value of a field; empty where there is none."""

DEFAULT_HEADERS: Mapping[str, Any] = {"meta.request_id": "x-request-id"}
"""Which fields are filled from which header where a stream does not say."""

LEGACY = "analytics/legacy"
"""In schemas below this title, `dt` is the time of receipt; elsewhere it is the producer's."""


def enrichments(schema: CompiledSchema, settings: Mapping[str, Any]) -> list[Step]:
    """The steps for events of one schema in a stream with these settings."""
    meta: dict[str, Make] = {}
    if schema.has("meta", "id"):
        meta["id"] = _new_id
    if schema.has("meta", "dt"):
        meta["dt"] = attrgetter("now_text")
    steps: list[Step] = []
    if (schema.title or "").startswith(LEGACY) and schema.has("dt"):
        steps.append(_set_time)
    for field, header in header_fields(settings).items():
        names = tuple(field.split("."))
        if not isinstance(header, str) or not _has_place(schema, names):
            continue
        if names[0] == "meta" and len(names) == 2:
            meta.setdefault(names[1], _header(header))
        else:
            steps.append(_from_header(names, header.lower().encode()))
    if schema.has("http", "client_ip"):
        steps.append(_set_client)
    return [_fill_meta(meta), *steps] if meta else steps


def header_fields(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """The setting `producers.eventgate.enrich_fields_from_http_headers`, or its default."""
    value: Any = settings
    for name in ("producers", "eventgate", "enrich_fields_from_http_headers"):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else DEFAULT_HEADERS


def _has_place(schema: CompiledSchema, names: tuple[str, ...]) -> bool:
    """Whether the field is declared, or its parent is an object."""
    if len(names) < 3:
        return schema.has(*names)
    return schema.has(*names[:2])


def _new_id(_facts: Facts) -> str:
    return new_id()


def _header(name: str) -> Make:
    return methodcaller("header", name.lower().encode())


def _fill_meta(makers: Mapping[str, Make]) -> Step:
    """What sets fields of `meta` that are absent, unless there is nothing to set them to."""
    fields = tuple(makers.items())

    def fill(event: dict[str, Any], facts: Facts) -> None:
        meta = event["meta"]
        for name, make in fields:
            if name not in meta:
                value = make(facts)
                if value:
                    meta[name] = value

    return fill


def _set_time(event: dict[str, Any], facts: Facts) -> None:
    if "dt" not in event:
        event["dt"] = facts.now_text


def _set_client(event: dict[str, Any], facts: Facts) -> None:
    http = event.setdefault("http", {})
    if isinstance(http, dict) and "client_ip" not in http and facts.client_ip:
        http["client_ip"] = facts.client_ip


def _from_header(names: tuple[str, ...], header: bytes) -> Step:
    *parents, last = names

    def fill(event: dict[str, Any], facts: Facts) -> None:
        value = facts.header(header)
        if not value:
            return
        inner: Any = event
        for name in parents:
            inner = inner.setdefault(name, {})
            if not isinstance(inner, dict):
                return
        inner.setdefault(last, value)

    return fill
