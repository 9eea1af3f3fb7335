"""What to do about a refused event."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.event.router import Router
from evtool.intake.schemas.validator import Violation

_MOST_NAMED = 4
_LONGEST_SHOWN = 200

_FIXED: Mapping[Reason, str] = {
    Reason.UNPARSABLE: "write one JSON object a line, or an array of them",
    Reason.NOT_AN_OBJECT: "an event is a JSON object with $schema and meta.stream",
    Reason.SCHEMA_MISSING: "add $schema, such as /page/change/1.2.0: `evtool schema list`",
    Reason.SCHEMA_URI_INVALID: "write /<title>/<major>.<minor>.<patch> and nothing else",
    Reason.SCHEMA_UNUSABLE: "`evtool schema check` says what is wrong with the schema",
    Reason.STREAM_INVALID: "write the name of a stream: `evtool streams list`",
    Reason.KEY_MISSING: "add the field: message_key_fields of the stream names it",
    Reason.TOO_LARGE: "split the event, or raise intake.max_event_bytes",
    Reason.TOO_DEEP: "flatten the event, or raise intake.max_depth",
}

_EXAMPLES: Mapping[str, str] = {
    "date-time": "2025-03-11T16:00:00Z",
    "date": "2025-03-11",
    "time": "16:00:00Z",
    "uri": "https://example.org/page",
    "uuid": "a58955ed-65ea-5856-aabf-d86cc480bcf0",
    "email": "ada@example.org",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "hostname": "example.org",
}


def repair(refusal: Refusal, router: Router) -> str | None:
    """The repair of an event that is refused as a whole; None where only people know."""
    make = _BY_REASON.get(refusal.reason)
    return make(refusal, router) if make else _FIXED.get(refusal.reason)


def field_repair(violation: Violation) -> str | None:
    """The repair of one field that its schema forbids."""
    make = _BY_KEYWORD.get(violation.keyword)
    return make(violation.params) if make else None


def _other_schema(refusal: Refusal, router: Router) -> str:
    uri = refusal.schema_uri or ""
    known = list(router.library.uris())
    title = uri.rpartition("/")[0]
    versions = [one.rpartition("/")[2] for one in known if one.rpartition("/")[0] == title]
    if versions:
        return f"{title[1:]} has {', '.join(sorted(versions)[-_MOST_NAMED:])}"
    near = get_close_matches(uri, known, n=2)
    return f"did you mean {' or '.join(near)}?" if near else "`evtool schema list` lists all"


def _streams_of_schema(refusal: Refusal, router: Router) -> str:
    title = (refusal.schema_uri or "").rpartition("/")[0][1:]
    if router.streams is None or not title:
        return "add meta.stream"
    names = [one.name for one in router.streams.with_schema(title)]
    if not names:
        return f"no stream takes {title}: declare one in the stream configuration"
    return f"{title} goes to {' or '.join(names[:_MOST_NAMED])}"


def _declared(refusal: Refusal, router: Router) -> str:
    names = list(router.streams.entries) if router.streams else []
    near = get_close_matches(refusal.stream or "", names, n=2)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return _streams_of_schema(refusal, router)


_BY_REASON: Mapping[Reason, Callable[[Refusal, Router], str]] = {
    Reason.SCHEMA_NOT_FOUND: _other_schema,
    Reason.STREAM_MISSING: _streams_of_schema,
    Reason.STREAM_UNDECLARED: _declared,
    Reason.SCHEMA_NOT_ALLOWED: _streams_of_schema,
}


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:_LONGEST_SHOWN]


def _values(options: Any) -> str:
    listed = options if isinstance(options, Sequence) and not isinstance(options, str) else []
    return " or ".join(map(_shown, listed[:10])) or "one of the allowed values"


_BY_KEYWORD: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "required": lambda params: f"add the field {params.get('property')}",
    "type": lambda params: f"write {' or '.join(map(str, params.get('types', [])))}",
    "enum": lambda params: f"write {_values(params.get('options'))}",
    "const": lambda params: f"write {_shown(params.get('expected_value'))}",
    "format": lambda params: _format(str(params.get("format"))),
    "minimum": lambda params: f"write at least {params.get('limit')}",
    "maximum": lambda params: f"write at most {params.get('limit')}",
    "exclusiveMinimum": lambda params: f"write more than {params.get('limit')}",
    "exclusiveMaximum": lambda params: f"write less than {params.get('limit')}",
    "minLength": lambda params: f"write at least {params.get('limit')} characters",
    "maxLength": lambda params: f"write at most {params.get('limit')} characters",
    "minItems": lambda params: f"write at least {params.get('limit')} items",
    "maxItems": lambda params: f"write at most {params.get('limit')} items",
    "uniqueItems": lambda _params: "write each item once",
    "pattern": lambda params: f"write what matches {params.get('pattern')}",
}


def _format(name: str) -> str:
    example = _EXAMPLES.get(name)
    return f"write a {name}" + (f" such as {example}" if example else "")
