"""Which URL gives what."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Mapping

from evtool import __version__
from evtool.intake.event.json_text import dump
from evtool.intake.events import Events
from evtool.intake.http.payload import Payload
from evtool.intake.http.request import Request, TooManyParameters
from evtool.intake.http.response import Answer, Response, json_response, problem
from evtool.intake.openapi.documentation import Documentation
from evtool.intake.state import State
from evtool.intake.tally import Tally

LOG = logging.getLogger("evtool.intake")

EVENTS = "/v1/events"
TEST_EVENTS = "/v1/_test/events"
STREAM_CONFIGS = "/v1/stream-configs"
HOME = "https://wikitech.wikimedia.org/wiki/Event_Platform"

_ALLOW_EVENTS = ((b"allow", b"POST, OPTIONS"),)
_ALLOW_READ = ((b"allow", b"GET, HEAD"),)
_READING = frozenset({"GET", "HEAD"})
_FACTS: Mapping[str, str] = {
    "name": "evtool",
    "version": __version__,
    "description": "Takes events in: validates them and appends them to the log.",
    "home": HOME,
}

Page = Callable[[Request], Response]


class IntakeApplication:
    """Answers every request of the intake."""

    def __init__(self, state: State, events: Events, tally: Tally) -> None:
        self._state = state
        self._events = events
        self._tally = tally
        self._documentation = Documentation(state)
        self._pages: dict[str, Page] = {
            "/_info": lambda _: json_response(200, _FACTS),
            "/_info/name": lambda _: json_response(200, {"name": _FACTS["name"]}),
            "/_info/version": lambda _: json_response(200, {"version": __version__}),
            "/_info/home": lambda _: Response(301, headers=((b"location", HOME.encode()),)),
            "/robots.txt": lambda _: Response(
                200, b"User-agent: *\nDisallow: /\n", media_type=b"text/plain"
            ),
        }

    def __call__(self, request: Request, answer: Answer) -> None:
        """Answer a request; a bug of ours in one request ends no other."""
        try:
            self._dispatch(request, answer)
        except TooManyParameters as error:
            answer(problem(400, str(error)))
        except Exception:
            LOG.exception("this is a bug in evtool")
            answer(problem(500, "a bug in evtool: its log has the details", close=True))

    def _dispatch(self, request: Request, answer: Answer) -> None:
        if request.method == "POST" and request.target == b"/v1/events":  # nearly always
            self._events.post(request, answer)
            return
        path = request.path.rstrip("/").lower() or "/"
        if path == EVENTS:
            self._on_events(request, answer)
        elif path == TEST_EVENTS and self._state.config.test_events:
            self._send_test_events(request, answer)
        elif Documentation.is_asked(path, request):
            self._documentation.answer(request, answer)
        else:
            answer(self._read(path, request))

    def _on_events(self, request: Request, answer: Answer) -> None:
        if request.method == "POST":
            self._events.post(request, answer)
        elif request.method == "OPTIONS":
            answer(Response(204, headers=_ALLOW_EVENTS))
        else:
            detail = f"{request.method} is not for events: POST them"
            answer(problem(405, detail, headers=_ALLOW_EVENTS))

    def _send_test_events(self, request: Request, answer: Answer) -> None:
        if request.method not in _READING:
            answer(problem(405, "only GET sends the test events", headers=_ALLOW_READ))
            return
        events = copy.deepcopy(list(self._state.config.test_events))
        received = [dump(event) for event in events]
        self._events.take(Payload(events, lambda: received), request, answer)

    def _read(self, path: str, request: Request) -> Response:
        page = self._pages.get(path)
        if page is None and f"{path}/".startswith(f"{STREAM_CONFIGS}/"):
            page = self._stream_configs
        if page is None:
            return problem(404, "no such page; events are posted to /v1/events")
        if request.method not in _READING:
            return problem(405, f"{request.method} is not served here", headers=_ALLOW_READ)
        return page(request)

    def _stream_configs(self, request: Request) -> Response:
        """The settings of all streams, or of those that are named and declared."""
        streams = self._state.router.streams
        if streams is None:
            return json_response(200, {})
        names = request.path[len(STREAM_CONFIGS) :].strip("/")
        if not names:
            return json_response(200, {name: one.settings for name, one in streams.entries.items()})
        wanted = names.replace("|", ",").split(",")
        found = {name: streams.find(name) for name in wanted}
        return json_response(200, {name: one.settings for name, one in found.items() if one})
