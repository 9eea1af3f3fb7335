"""`POST /v1/events`: from a request to entries in the log, and back to an answer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from evtool.errors import EvtoolError
from evtool.intake.cloudevents.reading import CloudEventsReader
from evtool.intake.committer import Submits
from evtool.intake.event.batch import Batch
from evtool.intake.event.error_event import admitted, error_event
from evtool.intake.event.facts import Facts
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.http.body import BodyRefused, decoded, media_type
from evtool.intake.http.outcome import EMPTY_REASON, hasty, outcome
from evtool.intake.http.payload import Payload, PayloadError, glance, read_json, reader_of
from evtool.intake.http.request import Request, TooManyParameters
from evtool.intake.http.response import Answer, Response, json_response, problem
from evtool.intake.schemas.library import CompiledSchema
from evtool.intake.state import State
from evtool.intake.tally import Tally
from evtool.intake.turns import Arrival, Modes, Turns, Work
from evtool.log.event_log import EntryRefused
from evtool.log.record import Entry

LOG = logging.getLogger("evtool.intake")

RETRY_AFTER = 1
"""Seconds after which a client may try again when the log takes nothing."""

ACCEPTED = b"application/json, text/plain, application/x-ndjson, application/cloudevents+json"
"""What clients should send; a few others are understood too."""

_TRUE = frozenset({"true", "1", "yes", "on"})


class EventsEndpoint:
    """Takes the events of requests in."""

    def __init__(self, state: State, committer: Submits, tally: Tally) -> None:
        self._state = state
        self._committer = committer
        self._tally = tally
        self._turns = Turns(state, self._begin, self._admitted)
        self._cloud_events = CloudEventsReader(state.config.cloudevents, self._schema)

    def post(self, request: Request, answer: Answer) -> None:
        """Answer one request: soon, or when its events are durable."""
        self._turns.add(Arrival(request, answer))

    def take(self, payload: Payload, request: Request, answer: Answer) -> None:
        """Answer a request whose events are known."""
        work = self._work(payload, request, answer)
        if work is not None:
            self._turns.add(work)

    def _begin(self, arrival: Arrival) -> Work | None:
        """Look at a request: what there is to be done, if it is not answered already."""
        try:
            return self._read(*arrival)
        except TooManyParameters as error:  # whatever it is that asks for one first
            arrival.answer(problem(400, str(error)))
            return None

    def _read(self, request: Request, answer: Answer) -> Work | None:
        try:
            return self._work(self._payload(request), request, answer)
        except BodyRefused as error:
            answer(error.response)
        except PayloadError as error:
            self._refuse_text(request, str(error), answer)
        return None

    def _work(self, payload: Payload, request: Request, answer: Answer) -> Work | None:
        if not payload.events:
            answer(problem_empty())
            return None
        if len(payload.events) > self._state.config.max_events:
            most = self._state.config.max_events
            answer(problem(413, f"a request has at most {most:,} events"))
            return None
        if self._committer.is_full:
            self._tally.turned_away += 1
            answer(overloaded("more events wait for the log than may"))
            return None
        batch = self._state.admission(request, len(payload.events))
        modes = _modes(request)
        if payload.heads is not None and (batch.looks or b"?" in request.target):
            self._parse_first(request, answer)
            return None
        if modes.hasty and not modes.dry_run:
            answer(hasty(len(payload.events)))
            answer = _nobody
        return Work(request, payload, self._facts(request), batch, modes, answer)

    def _admitted(self, work: Work) -> None:
        """Write what is for the log; then answer."""
        if work.modes.dry_run:
            work.answer(_dry(work.batch))
            return
        batch = work.batch
        if work.payload.heads is not None and any(map(_is_unparsable, batch.refusals)):
            self._parse_first(work.request, work.answer)
            return
        response = outcome(batch)
        entries: Sequence[Entry] = batch.entries
        if batch.refusals:
            self._tally.refuse(batch.refusals)
            entries = [*entries, *self._error_entries(work)]
        if not entries:
            work.answer(response)
            return
        stored = batch.entries

        def done(error: EvtoolError | None) -> None:
            if error is None:
                self._tally.accept(stored)
                work.answer(response)
            else:
                self._tally.fail(len(stored), error)
                work.answer(not_stored(error) if stored else response)

        self._committer.submit(entries, done)

    def _parse_first(self, request: Request, answer: Answer) -> None:
        """Take a request whose events have to be parsed before anything is done with them."""
        try:
            payload = read_json(request.body)
        except PayloadError as error:
            self._refuse_text(request, str(error), answer)
            return
        self.take(payload, request, answer)

    def _error_entries(self, work: Work) -> list[Entry]:
        """The error events of what was refused; what came too fast will come again."""
        refusals = [one for one in work.batch.refusals if one.reason is not Reason.RATE_LIMITED]
        if not refusals:
            return []
        received = work.payload.received()
        made = [
            self._error_entry(refusal, received[refusal.index], work.facts) for refusal in refusals
        ]
        return [one for one in made if one is not None]

    def _error_entry(self, refusal: Refusal, received: bytes, facts: Facts) -> Entry | None:
        stream = self._state.error_stream
        if stream is None or refusal.stream == stream or _stream_of(refusal.event) == stream:
            return None  # an error about an error would come back for ever
        event = error_event(refusal, received, stream, facts)
        made = admitted(self._state.router, event, facts, self._state.config.max_event_bytes)
        if isinstance(made, Refusal):
            self._tally.errors_lost += 1
            LOG.warning(
                "no error event: %s", made.message, extra={"fields": {"event": "error.lost"}}
            )
            return None
        return made

    def _refuse_text(self, request: Request, message: str, answer: Answer) -> None:
        """Answer 400 to a body without events, and keep it as an error event."""
        refusal = Refusal(Reason.UNPARSABLE, message)
        self._tally.refuse([refusal])
        body = {"status": 400, "type": refusal.reason.value, "title": "SyntaxError"}
        response = json_response(400, {**body, "detail": message, "retriable": False})
        entry = self._error_entry(refusal, request.body, self._facts(request))
        if entry is None:
            answer(response)
        else:
            self._committer.submit([entry], lambda _: answer(response))

    def _schema(self, uri: str) -> CompiledSchema:
        return self._state.router.library.find(uri)

    def _payload(self, request: Request) -> Payload:
        kind = media_type(request.headers)
        text = decoded(request.body, request.headers, self._state.config.max_body_bytes)
        if not text.strip():
            return Payload([], list)
        reader = self._cloud_events.reader(kind, request) or reader_of(kind)
        if reader is None:
            accepted = ((b"accept-post", ACCEPTED),)
            detail = f"the content type {kind[:100]!r} holds no events; send application/json"
            raise BodyRefused(problem(415, detail, headers=accepted))
        request.body = text
        return glance(text) if reader is read_json else reader(text)

    def _facts(self, request: Request) -> Facts:
        if b"?" not in request.target:
            return Facts(request.headers, request.peer)
        return Facts(
            request.headers,
            request.peer,
            schema_uri=request.parameter("schema_uri"),
            stream=request.parameter("stream"),
        )


def overloaded(detail: str, error: EvtoolError | None = None) -> Response:
    """503: nothing of the request is stored; the client should try again."""
    seconds = max(1, round(getattr(error, "retry_after", RETRY_AFTER)))
    headers = ((b"retry-after", str(seconds).encode()),)
    body = {"status": 503, "type": Reason.LOG_UNAVAILABLE.value, "title": "Service Unavailable"}
    return json_response(503, {**body, "detail": detail, "retriable": True}, headers)


def not_stored(error: EvtoolError) -> Response:
    """The answer to events that the log did not take: later, or never."""
    if not isinstance(error, EntryRefused):
        return overloaded(error.message, error)
    return problem(400, error.message, kind=Reason.LOG_REFUSED.value)


def problem_empty() -> Response:
    """400: there is no event in the body."""
    made = problem(400, EMPTY_REASON, kind="empty")
    return Response(400, made.body, reason=EMPTY_REASON, media_type=made.media_type)


def _dry(batch: Batch) -> Response:
    """The answer of a request that only asked whether its events would be accepted."""
    if batch.refusals:
        return outcome(batch)
    return json_response(200, {"accepted": batch.accepted, "dry_run": True})


def _modes(request: Request) -> Modes:
    if b"?" not in request.target:
        return Modes()
    asked = {name: _is_true(request.parameter(name)) for name in ("hasty", "dry_run")}
    return Modes(**asked)


def _is_true(value: str | None) -> bool:
    return value is not None and value.lower() in _TRUE


def _nobody(_response: Response) -> None:
    """The client of a hasty request has its answer already."""


def _is_unparsable(refusal: Refusal) -> bool:
    return refusal.reason is Reason.UNPARSABLE


def _stream_of(event: Any) -> Any:
    meta = event.get("meta") if isinstance(event, dict) else None
    return meta.get("stream") if isinstance(meta, dict) else None
