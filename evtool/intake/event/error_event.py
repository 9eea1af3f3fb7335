"""The error event of a refusal: it keeps what was received, and says why it was refused.

Source: section 9 of the reference intake's behavior; here for every refusal, and with the
received text instead of the event as it was changed on the way.
"""

from __future__ import annotations

from typing import Any

from evtool.intake.event.facts import Facts, new_id
from evtool.intake.event.refusal import Refusal

ERROR_SCHEMA = "/error/2.1.0"
EMITTER = "evtool-intake"
_UNKNOWN = "unknown"
_LONGEST_MESSAGE = 10_000


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
    meta["request_id"] = facts.request_id
    if isinstance(failed, dict):
        meta |= {name: _text(failed[name]) for name in ("uri", "domain") if failed.get(name)}
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


def _named(meta: Any) -> Any:
    return meta.get("stream") if isinstance(meta, dict) else None


def _text(value: Any) -> str:
    return value[:512] if isinstance(value, str) and value else _UNKNOWN
