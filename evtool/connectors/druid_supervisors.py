"""The supervisors that a sink posts to Druid, and looks after."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from evtool.connectors.failure import TargetFailure
from evtool.connectors.web import Web, refusal

SUPERVISOR = "/druid/indexer/v1/supervisor"
_JSON = {"content-type": "application/json"}
_WATCH_SECONDS = 30.0
_UNHEALTHY = frozenset({"UNHEALTHY_SUPERVISOR", "UNHEALTHY_TASKS", "UNABLE_TO_CONNECT_TO_STREAM",
                        "LOST_CONTACT_WITH_STREAM"})  # fmt: skip


class Supervisors:
    """Posts a supervisor for each datasource, and asks Druid now and then how they are."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._posted: dict[str, str] = {}
        self._watched = 0.0

    def post(self, source: str, spec: Mapping[str, Any]) -> None:
        """Post the supervisor of a datasource; the same one again changes nothing there.

        Raises:
            TargetFailure: Druid does not take it.
        """
        text = json.dumps(spec, sort_keys=True)
        if self._posted.get(source) == text:
            return
        answer = self._web.ask("POST", SUPERVISOR, text.encode(), _JSON)
        if answer.status != 200:
            raise refusal(self._web, answer, f"take the supervisor of {source}")
        self._posted[source] = text

    def watch(self) -> None:
        """Look whether they can read, where that was not done a moment ago.

        Raises:
            TargetFailure: One of them cannot, or is gone.
        """
        if not self._posted or time.monotonic() - self._watched <= _WATCH_SECONDS:
            return
        self._watched = time.monotonic()
        for source in self._posted:
            answer = self._web.ask("GET", f"{SUPERVISOR}/{quote(source)}/status")
            payload = answer.field("payload")
            if answer.status != 200 or not isinstance(payload, dict):
                self._posted.clear()  # somebody ended it: the next attempt posts it again
                raise refusal(self._web, answer, f"tell of the supervisor of {source}")
            if payload.get("detailedState") in _UNHEALTHY or payload.get("state") in _UNHEALTHY:
                state = payload.get("detailedState") or payload.get("state")
                errors = [one.get("message") for one in payload.get("recentErrors") or []]
                raise TargetFailure(
                    f"Druid's supervisor of {source} is {state}: {errors[-1] if errors else ''}",
                    hint="see the supervisor in Druid's console; are `brokers` right for Druid?",
                )
