"""Why an event is not accepted, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from evtool.depth import depth_of
from evtool.intake.event.ajv import as_ajv, errors_text
from evtool.intake.event.limits import DEEPEST
from evtool.intake.schemas.validator import Violation


class Reason(StrEnum):
    """The stable types of refusals; clients and metrics hold on to them."""

    INVALID = "invalid"
    NOT_AN_OBJECT = "not_an_object"
    CLOUDEVENT_INVALID = "cloudevent_invalid"
    SCHEMA_MISSING = "schema_missing"
    SCHEMA_URI_INVALID = "schema_uri_invalid"
    SCHEMA_NOT_FOUND = "schema_not_found"
    SCHEMA_UNUSABLE = "schema_unusable"
    STREAM_MISSING = "stream_missing"
    STREAM_INVALID = "stream_invalid"
    STREAM_UNDECLARED = "stream_undeclared"
    STREAM_FORBIDDEN = "stream_forbidden"
    SCHEMA_NOT_ALLOWED = "schema_not_allowed"
    KEY_MISSING = "key_missing"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    RATE_LIMITED = "rate_limited"
    UNPARSABLE = "unparsable"
    LOG_REFUSED = "log_refused"
    LOG_UNAVAILABLE = "log_unavailable"


DEEPEST_SHOWN = DEEPEST - 3
"""Events nested deeper are left out of the answer: it nests them in three levels of its own."""

RETRIABLE = frozenset({Reason.RATE_LIMITED, Reason.LOG_UNAVAILABLE})
"""The same event may be accepted later; for all others it is in vain to try again."""

ERROR_TYPES: Mapping[Reason, str] = {
    Reason.INVALID: "ValidationError",
    Reason.SCHEMA_NOT_ALLOWED: "UnauthorizedSchemaForStreamError",
    Reason.STREAM_UNDECLARED: "UnauthorizedSchemaForStreamError",
    Reason.UNPARSABLE: "SyntaxError",
}
"""The names that the reference intake gives in error events, where it has one."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One event that is not accepted; `context` is EventGate's, for the answer."""

    reason: Reason
    message: str
    event: Any = None
    context: Mapping[str, Any] = field(default_factory=dict)
    schema_uri: str | None = None
    stream: str | None = None
    index: int = 0

    @property
    def status(self) -> str:
        """EventGate's two kinds: the schema forbids it, or anything else."""
        return "invalid" if self.reason is Reason.INVALID else "error"

    @property
    def retriable(self) -> bool:
        """Whether the same event may be accepted later."""
        return self.reason in RETRIABLE

    @property
    def error_type(self) -> str:
        """The `error_type` of its error event."""
        return ERROR_TYPES.get(self.reason, self.reason.value)

    def as_json(self) -> dict[str, Any]:
        """The item of the answer."""
        shown = depth_of(self.event, DEEPEST_SHOWN) <= DEEPEST_SHOWN
        return {
            "status": self.status,
            "event": self.event if shown else None,
            "context": self.context or {"message": self.message},
            "index": self.index,
            "type": self.reason.value,
            "retriable": self.retriable,
        }


def invalid(violations: list[Violation], event: Any) -> Refusal:
    """The refusal of an event that breaks its schema."""
    errors = as_ajv(violations)
    text = errors_text(errors)
    return Refusal(Reason.INVALID, text, event, {"errors": errors, "errorsText": text})
