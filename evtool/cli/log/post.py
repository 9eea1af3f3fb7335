"""Posting what was refused to an intake, as it was received: an event, or a whole body."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from evtool.errors import EvtoolError
from evtool.intake.client.backoff import Backoff, retry_after
from evtool.intake.client.connection import IntakeConnection, Reply, Unreachable
from evtool.intake.client.reply import FINE, LATER, REFUSING
from evtool.replay import UNKNOWN, Refused

_JSON = "application/json"
_CLOUD_EVENT = "application/cloudevents+json"
_RETRIES = 4
_REFUSED = REFUSING | {207, 415}
"""Statuses that are about the event: it is refused, and others may be accepted."""


@contextmanager
def posting(
    url: str, key: str | None = None, backoff: Backoff | None = None
) -> Iterator[Callable[[Refused], bool]]:
    """A function that posts one event, and tells whether it was accepted.

    Raises:
        EvtoolError: The address is none, the intake is away, or it takes nothing now.
    """
    waiting = backoff or Backoff(_RETRIES)
    with IntakeConnection(url, {"x-api-key": key} if key else {}) as connection:

        def post(refused: Refused) -> bool:
            body = refused.raw.encode("utf-8", "surrogatepass")
            media_type, query = form(refused)

            def once() -> Reply:
                return connection.post(body, media_type, query)

            return _accepted(connection.url, _reply(once, waiting))

        yield post


def form(refused: Refused) -> tuple[str, str]:
    """The media type and the query with which an event says what it said when it came.

    The schema and the stream may have stood in the query, and CloudEvents come with a type of
    their own. What was no event alone goes as JSON: nobody knows what it was meant to be.
    """
    value = _object(refused.raw)
    if value is None:
        return _JSON, ""
    if "$schema" not in value and "specversion" in value:
        return _CLOUD_EVENT, urlencode(_named(refused))
    meta = value.get("meta", {})
    there = {"schema_uri"} if "$schema" in value else set()
    if not isinstance(meta, dict) or "stream" in meta:
        there.add("stream")
    named = _named(refused)
    return _JSON, urlencode({name: named[name] for name in named if name not in there})


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _named(refused: Refused) -> dict[str, str]:
    named = {"schema_uri": refused.schema, "stream": refused.stream}
    return {name: value for name, value in named.items() if value != UNKNOWN}


def _reply(post: Callable[[], Reply], backoff: Backoff) -> Reply:
    """The answer; where the intake may well be back soon, that of a later attempt."""
    for attempt in range(backoff.retries):
        asked = 0.0
        try:
            reply = post()
            if reply.status not in LATER:
                return reply
            asked = retry_after(reply.headers)
        except Unreachable:
            pass
        backoff.wait(attempt, asked)
    return post()


def _accepted(url: str, reply: Reply) -> bool:
    if reply.status in FINE:
        return True
    if reply.status in _REFUSED:
        return False
    if reply.status in (401, 403):
        hint = "name a key that may do this with --key"
        raise EvtoolError(f"{url} answers {reply.status}", hint=hint)
    raise EvtoolError(
        f"{url} answers {reply.status}",
        hint="see that it is an intake and well; what was sent so far is not sent again",
    )
