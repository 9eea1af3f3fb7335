"""Whether the error stream takes error events: what it does not take is lost."""

from __future__ import annotations

from evtool.intake.event.error_event import ERROR_SCHEMA
from evtool.intake.event.refusal import Refusal
from evtool.intake.event.router import Router


def objection(router: Router, stream: str | None) -> str | None:
    """Why refused events would leave no error events in a stream; None where they do.

    Without a stream nobody wants any.
    """
    if stream is None:
        return None
    found = router.route(ERROR_SCHEMA, stream)
    return found.message if isinstance(found, Refusal) else None
