"""The answer of a request: its status, reason phrase and body follow from the counts.

Source: section 4 of the reference intake's behavior; where it answers 500 for faults of
the client, this answers 400.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from evtool.intake.event.batch import Batch
from evtool.intake.http.response import Response, json_response
from evtool.intake.rate.limited import all_limited, too_many

EMPTY_REASON = "Request body was empty. Must provide JSON encoded events."


@lru_cache(maxsize=4096)
def accepted(count: int) -> Response:
    """201: everything is in the log."""
    return Response(201, reason=f"All {count} out of {count} events were accepted.")


@lru_cache(maxsize=4096)
def hasty(count: int) -> Response:
    """202: everything will be looked at; nobody will say what became of it."""
    return Response(202, reason=f"{count} events hastily received.")


def outcome(batch: Batch) -> Response:
    """The answer once the accepted events of a batch are durable."""
    total, stored = batch.seen, batch.accepted
    if not batch.refusals:
        return accepted(total)
    if not stored and all_limited(batch.refusals):
        return too_many(batch.refusals)
    invalid = [one.as_json() for one in batch.refusals if one.status == "invalid"]
    errors = [one.as_json() for one in batch.refusals if one.status == "error"]
    if len(invalid) == total:
        reason = f"{total} out of {total} events were invalid and not accepted."
        return json_response(400, {"invalid": invalid}, reason=reason)
    body: dict[str, Any] = {"invalid": invalid, "error": errors}
    failed = len(batch.refusals)
    counts = f"({len(invalid)} invalid and {len(errors)} errored)."
    if stored:
        reason = f"{stored} out of {total} events were accepted, but {failed} failed {counts}"
        return json_response(207, body, reason=reason)
    reason = f"{failed} out of {total} events had failures and were not accepted. {counts}"
    return json_response(400, body, reason=reason)
