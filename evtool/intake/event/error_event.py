"""The error event of a refusal: it keeps what was received, and says why it was refused.

Source: section 9 of the reference intake's behavior; here for every refusal, and with the
received text instead of the event as it was changed on the way.
"""

from __future__ import annotations

import re
from typing import Any

from evtool.intake.event.facts import REQUEST_ID, Facts
from evtool.intake.event.ids import new_id
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.event.router import Router
from evtool.log.record import Entry

ERROR_SCHEMA = "/error/2.1.0"
EMITTER = "evtool-intake"
_UNKNOWN = "unknown"
_LONGEST_MESSAGE = 10_000
_LONGEST_NAME = 512
_LONGEST_URI = 2048
_URI = re.compile(
    r"(?:https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?|[\w.~!$&'()*+,;=@-]*)"
    r"(?:[/?#](?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?",
    re.ASCII,
)
"""A part of the references of RFC 3986 that needs no further look: what most events have."""


def error_event(refusal: Refusal, received: bytes, stream: str, facts: Facts) -> dict[str, Any]:
    r"""The event that tells of a refusal.

    Args:
        refusal: What was refused, and why.
        received: The bytes of the event; those that are no UTF-8 are written as `\\xNN`.
        stream: The error stream.
        facts: The request.
    """
    event = refusal.event if isinstance(refusal.event, dict) else {}
    failed = event.get("meta")
    meta: dict[str, Any] = {"stream": stream, "id": new_id(), "dt": facts.now_text}
    meta["request_id"] = facts.header(REQUEST_ID)
    if isinstance(failed, dict):
        meta |= _about(failed)
    return {
        "$schema": ERROR_SCHEMA,
        "meta": meta,
        "dt": facts.now_text,
        "emitter_id": EMITTER,
        "raw_event": received.decode("utf-8", "backslashreplace"),
        "errored_schema_uri": _text(refusal.schema_uri or event.get("$schema")),
        "errored_stream_name": _text(refusal.stream or _named(failed)),
        "message": refusal.message[:_LONGEST_MESSAGE] or _UNKNOWN,
        "error_type": refusal.error_type,
    }


def admitted(
    router: Router, event: dict[str, Any], facts: Facts, most_bytes: int
) -> Entry | Refusal:
    """The entry of an error event; what was received is cut where it would be too large.

    `most_bytes` is how large an event may be.
    """
    made = router.admit(event, facts)
    if isinstance(made, Refusal) and made.reason is Reason.TOO_LARGE:
        event["raw_event"] = event["raw_event"][: most_bytes // 8]
        made = router.admit(event, facts)  # as text, a byte may have six
    return made


def _about(meta: dict[str, Any]) -> dict[str, str]:
    """What the failed event says that it is about, where that is what it should be."""
    uri, domain, request = meta.get("uri"), meta.get("domain"), meta.get("request_id")
    found: dict[str, str] = {}
    if isinstance(request, str) and request:
        found["request_id"] = request[:_LONGEST_NAME]
    if isinstance(uri, str) and len(uri) <= _LONGEST_URI and _URI.fullmatch(uri):
        found["uri"] = uri
    if isinstance(domain, str) and domain:
        found["domain"] = domain[:_LONGEST_NAME]
    return found


def _named(meta: Any) -> Any:
    return meta.get("stream") if isinstance(meta, dict) else None


def _text(value: Any) -> str:
    return value[:_LONGEST_NAME] if isinstance(value, str) and value else _UNKNOWN
