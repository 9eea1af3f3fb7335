"""The whole document: every path of the service."""

from __future__ import annotations

from typing import Any

from evtool import __version__
from evtool.intake.openapi.components import (
    parameters,
    reference,
    responses,
    schemas,
    security_schemes,
)
from evtool.intake.openapi.described import Described
from evtool.intake.openapi.requests import Names, body, event_schemas

VERSION = "3.1.0"

_ABOUT = (
    "Takes events in: validates each against the schema that it names, and appends it to the "
    "log. What is answered with 201 is durable. The body of a request is one event, an array "
    "of events, JSON lines, or CloudEvents, at most compressed with gzip or deflate."
)


def document(found: Described, *, test_events: bool) -> dict[str, Any]:
    """The OpenAPI document of an intake with these streams."""
    fixed = schemas()
    names = Names([*fixed, "Event", "Events"])
    return {
        "openapi": VERSION,
        "info": {"title": "evtool intake", "version": __version__, "description": _about(found)},
        "servers": [{"url": "/"}],
        "tags": [{"name": "events"}, {"name": "about"}],
        "paths": _paths(found, test_events=test_events),
        "components": {
            "schemas": {**fixed, **event_schemas(found.streams, names)},
            "responses": responses(),
            "securitySchemes": security_schemes(),
        },
    }


def _about(found: Described) -> str:
    if not found.left_out:
        return _ABOUT
    return f"{_ABOUT} {found.left_out:,} more streams are not described here."


def _paths(found: Described, *, test_events: bool) -> dict[str, Any]:
    paths = {
        "/v1/events": {"post": _post_events(found)},
        "/v1/stream-configs": {"get": _stream_configs()},
        "/v1/stream-configs/{names}": {"get": _named_stream_configs()},
        "/_info": {"get": _facts("name", "version", "description", "home")},
        "/_info/name": {"get": _facts("name")},
        "/_info/version": {"get": _facts("version")},
        "/_info/home": {"get": _home()},
        "/openapi.json": {"get": _page("This document.", "application/json", {"type": "object"})},
        "/docs": {"get": _page("The same for people.", "text/html", {"type": "string"})},
        "/robots.txt": {"get": _page("No robots, please.", "text/plain", {"type": "string"})},
        "/": {"get": _root()},
    }
    if test_events:
        paths["/v1/_test/events"] = {"get": _test_events()}
    return paths


def _outcomes() -> dict[str, Any]:
    """The answers to events."""
    problem, later = reference("responses", "Problem"), reference("responses", "Later")
    would = {"schema": reference("schemas", "WouldBeAccepted")}
    return {
        "200": {
            "description": "dry_run: all events would be accepted.",
            "content": {"application/json": would},
        },
        "201": {"description": "All events are in the log. There is no body."},
        "202": {"description": "hasty: nobody will say what becomes of the events."},
        "207": reference("responses", "Partly"),
        "400": reference("responses", "Refused"),
        **dict.fromkeys(("401", "403", "405", "413", "415", "417", "431"), problem),
        **dict.fromkeys(("429", "503"), later),
    }


def _post_events(found: Described) -> dict[str, Any]:
    return {
        "operationId": "postEvents",
        "summary": "Send events.",
        "tags": ["events"],
        "parameters": parameters(),
        "requestBody": body(found.streams),
        "responses": _outcomes(),
        "security": [{}, {"apiKey": []}, {"bearer": []}],
    }


def _test_events() -> dict[str, Any]:
    return {
        "operationId": "sendTestEvents",
        "summary": "Send the test events of the configuration.",
        "tags": ["events"],
        "parameters": parameters(),
        "responses": _outcomes(),
    }


def _stream_configs() -> dict[str, Any]:
    settings = {"type": "object", "additionalProperties": {"type": "object"}}
    return {
        **_page("Settings of all streams, by name.", "application/json", settings),
        "operationId": "streamConfigs",
    }


def _named_stream_configs() -> dict[str, Any]:
    names = {
        "name": "names",
        "in": "path",
        "required": True,
        "description": "Names of streams with commas between; undeclared ones are left out.",
        "schema": {"type": "string", "minLength": 1},
    }
    return {**_stream_configs(), "operationId": "namedStreamConfigs", "parameters": [names]}


def _facts(*names: str) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": list(names),
        "properties": {name: {"type": "string"} for name in names},
    }
    return _page("About the service.", "application/json", schema)


def _home() -> dict[str, Any]:
    return {"tags": ["about"], "responses": {"301": {"description": "The home page is elsewhere."}}}


def _root() -> dict[str, Any]:
    asked = [
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
        for name, text in (("spec", "Answer this document."), ("doc", "Answer the page."))
    ]
    content = {
        "application/json": {"schema": {"type": "object"}},
        "text/html": {"schema": {"type": "string"}},
    }
    return {
        "summary": "The documentation, by a parameter as in the reference intake.",
        "tags": ["about"],
        "parameters": asked,
        "responses": {
            "200": {"description": "What was asked for.", "content": content},
            "404": reference("responses", "Problem"),
        },
    }


def _page(text: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A page that is only read."""
    answer = {"description": text, "content": {media_type: {"schema": schema}}}
    return {"summary": text, "tags": ["about"], "responses": {"200": answer}}
