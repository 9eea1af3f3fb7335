"""Refusals of what came too fast, and the answer where that is everything."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.http.response import Response, json_response

LONGEST_WAIT = 60
"""Seconds after which a client may try again at the latest."""

_RETRY_AFTER = "retry_after"


class Limited(Counter[tuple[str, str]]):
    """How many events came too fast: by `key` or `stream`, and its name."""

    def refusal(self, kind: str, name: str, wait: float, event: Any = None) -> Refusal:
        """Count one event of a key or a stream, and refuse it; it may come after `wait`."""
        self[kind, name] += 1
        text = f"the {kind} {name} has sent more than it may; try again later"
        context = {"message": text, _RETRY_AFTER: round(wait, 3)}
        return Refusal(Reason.RATE_LIMITED, text, event, context)


def all_limited(refusals: Sequence[Refusal]) -> bool:
    """Whether there is no other reason among some refusals."""
    return all(one.reason is Reason.RATE_LIMITED for one in refusals)


def too_many(refusals: Sequence[Refusal]) -> Response:
    """429: everything came too fast."""
    waits = [float(one.context.get(_RETRY_AFTER, 0)) for one in refusals]
    seconds = retry_after(max(waits, default=0.0), random.random())  # noqa: S311 - no secret
    headers = ((b"retry-after", str(seconds).encode()),)
    body = {"status": 429, "type": Reason.RATE_LIMITED.value, "title": "Too Many Requests"}
    detail = refusals[0].message if refusals else ""
    return json_response(429, {**body, "detail": detail, "retriable": True}, headers)


def retry_after(wait: float, chance: float) -> int:
    """Whole seconds after which to try again: up to twice the wait, so that not all come at once.

    `chance` is a number from 0 to 1.
    """
    return min(1 + int(wait + chance * max(2.0, wait)), LONGEST_WAIT)
