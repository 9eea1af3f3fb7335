"""The admin port: how the intake is, for operators and machines that watch it."""

from __future__ import annotations

import time
from collections.abc import Callable

from evtool.intake.committer import Committer
from evtool.intake.http.request import Request
from evtool.intake.http.response import Answer, Response, json_response, problem
from evtool.intake.metrics import MEDIA_TYPE, Metrics
from evtool.intake.state import State


class AdminApplication:
    """Answers /metrics, /healthz and /readyz."""

    def __init__(
        self,
        state: State,
        committer: Committer,
        metrics: Metrics,
        spool_error: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._spool_error = spool_error
        self._state = state
        self._committer = committer
        self._metrics = metrics
        self._started = time.monotonic()

    def __call__(self, request: Request, answer: Answer) -> None:
        """Answer a request."""
        answer(self.response(request.path))

    def response(self, path: str) -> Response:
        """The answer of a page."""
        if path == "/metrics":
            return Response(200, self._metrics.text(), media_type=MEDIA_TYPE)
        if path == "/healthz":
            return json_response(200, self._health())
        if path == "/readyz":
            ready = self._state.preloaded and self._committer.last_error is None
            return json_response(200 if ready else 503, self._health())
        return problem(404, "there are /metrics, /healthz and /readyz")

    def _health(self) -> dict[str, object]:
        error, failure = self._committer.last_error, self._state.failure
        streams = self._state.router.streams
        return {
            "status": "failing" if error else "stale" if failure else "ok",
            "seconds": round(time.monotonic() - self._started),
            "preloaded": self._state.preloaded,
            "schemas": len(self._state.router.library.loaded()),
            "streams": len(streams.entries) if streams else None,
            "waiting_bytes": self._committer.waiting_bytes,
            "spool_error": self._spool_error(),
            "log_error": error.message if error else None,
            "configuration_error": failure.message if failure else None,
        }
