"""Checks before the router: whose stream it is, and how fast events may come."""

from __future__ import annotations

from typing import Any

from evtool.intake.access.caller import Caller
from evtool.intake.admission import Check
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.rate.limited import Limited
from evtool.intake.rate.streams import StreamRates

_LONGEST_SHOWN = 200


def owns(caller: Caller) -> Check:
    """The check that a client may send to a stream."""

    def check(stream: str | None, event: Any) -> Refusal | None:
        if stream is None or caller.may_send_to(stream):
            return None
        text = f"the key {caller.name} may not send to {stream[:_LONGEST_SHOWN]}"
        return Refusal(Reason.STREAM_FORBIDDEN, text, event, stream=stream)

    return check


def paces(caller: Caller, limited: Limited) -> list[Check]:
    """The check that a client is not too fast, if it has a rate.

    Its first event was paid for with the request.
    """
    bucket, is_first = caller.bucket, True
    if bucket is None:
        return []

    def check(_stream: str | None, event: Any) -> Refusal | None:
        nonlocal is_first
        if is_first:
            is_first = False
            return None
        wait = bucket.take()
        return limited.refusal("key", caller.name, wait, event) if wait else None

    return [check]


def stream_pace(rates: StreamRates, limited: Limited) -> Check:
    """The check that a stream is not sent too much."""

    def check(stream: str | None, event: Any) -> Refusal | None:
        name, bucket = rates.find(stream)
        wait = bucket.take() if bucket else 0.0
        return limited.refusal("stream", name, wait, event) if wait else None

    return check
