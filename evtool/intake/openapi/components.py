"""The parts of the document that do not depend on streams: answers, parameters, keys."""

from __future__ import annotations

from typing import Any

from evtool.intake.event.refusal import Reason

_TEXT = {"type": "string"}


def reference(kind: str, name: str) -> dict[str, str]:
    """The reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def schemas() -> dict[str, Any]:
    """The schemas of answers, and of CloudEvents."""
    problem = {
        "type": "object",
        "description": "What is wrong with the request as a whole.",
        "required": ["status", "type", "title", "detail"],
        "properties": {
            "status": {"type": "integer"},
            "type": _TEXT,
            "title": _TEXT,
            "detail": _TEXT,
            "retriable": {"type": "boolean", "description": "Whether to send it again, later."},
        },
    }
    accepted = {
        "type": "object",
        "required": ["accepted", "dry_run"],
        "properties": {"accepted": {"type": "integer"}, "dry_run": {"const": True}},
    }
    return {
        "Problem": problem,
        "Item": _item(),
        "Outcome": _outcome(),
        "WouldBeAccepted": accepted,
        "CloudEvent": _cloud_event(),
    }


def _item() -> dict[str, Any]:
    types = [reason.value for reason in Reason]
    return {
        "type": "object",
        "description": "One event that was not accepted.",
        "required": ["status", "event", "context", "index", "type", "retriable"],
        "properties": {
            "status": {"enum": ["invalid", "error"], "description": "invalid: by its schema."},
            "event": {"description": "The event, with what was filled in."},
            "context": {
                "type": "object",
                "description": "`errors` and `errorsText`, or `message`.",
                "properties": {
                    "errors": {"type": "array", "items": {"type": "object"}},
                    "errorsText": _TEXT,
                    "message": _TEXT,
                },
            },
            "index": {"type": "integer", "minimum": 0, "description": "Its place in the request."},
            "type": {"enum": types, "description": "The reason."},
            "retriable": {"type": "boolean", "description": "Whether to send it again, later."},
        },
    }


def _outcome() -> dict[str, Any]:
    items = {"type": "array", "items": reference("schemas", "Item")}
    return {
        "type": "object",
        "description": "What was not accepted; events that are not listed are in the log.",
        "required": ["invalid"],
        "properties": {"invalid": items, "error": items},
    }


def _cloud_event() -> dict[str, Any]:
    name = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "description": (
            "A CloudEvent 1.0. Its data is the event; dataschema becomes $schema, the extension "
            "stream or the type meta.stream, id meta.id, and time meta.dt and dt."
        ),
        "required": ["specversion", "id", "source", "type"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": name,
            "source": name,
            "type": name,
            "subject": _TEXT,
            "time": {"type": "string", "format": "date-time"},
            "dataschema": _TEXT,
            "datacontenttype": _TEXT,
            "stream": name,
            "data": {"type": "object"},
            "data_base64": _TEXT,
        },
    }


def responses() -> dict[str, Any]:
    """The answers that several operations have."""
    later = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    outcome, problem = reference("schemas", "Outcome"), reference("schemas", "Problem")
    return {
        "Problem": _response("The request cannot be served.", problem),
        "Refused": _response(
            "No event is accepted: the fault is the client's.", {"anyOf": [outcome, problem]}
        ),
        "Partly": _response("Some events are accepted; the others are listed.", outcome),
        "Later": {
            **_response(
                "Nothing of it is stored. Send it again, later.", _either(outcome, problem)
            ),
            "headers": later,
        },
    }


def _either(*parts: dict[str, str]) -> dict[str, Any]:
    return {"anyOf": list(parts)}


def _response(text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def parameters() -> list[dict[str, Any]]:
    """The parameters of requests with events."""
    yes = "true, 1, yes or on; anything else means no."
    return [
        _query("hasty", f"Answer 202 at once, whatever becomes of the events: {yes}"),
        _query("dry_run", f"Say only whether the events would be accepted: {yes}"),
        _query("schema_uri", "$schema of events that name none, such as /page/change/1.2.0."),
        _query("stream", "meta.stream of events that name none, such as page.change."),
    ]


def _query(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": _TEXT}


def security_schemes() -> dict[str, Any]:
    """The ways in which clients name their keys, where keys are configured."""
    return {
        "apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"},
        "bearer": {"type": "http", "scheme": "bearer"},
    }
