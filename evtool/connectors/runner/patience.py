"""Trying again for as long as a store or the log is away, with an alarm."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from evtool.connectors.failure import TargetFailure
from evtool.connectors.runner.backoff import pause
from evtool.connectors.runner.tally import State, Tally
from evtool.log.event_log import LogUnavailable

LOG = logging.getLogger("evtool.connectors")
T = TypeVar("T")

_SLICE = 1.0
"""Seconds between two signs of life to the group while we wait."""


class Stopped(Exception):
    """The connector is to end while something is still tried: that is left undone."""


class Patience:
    """Repeats work until it succeeds or the connector is to end.

    Args:
        name: Of the connector, for the alarm.
        tally: Where retries are counted.
        stop: Set when the connector is to end.
        keep_alive: Called about once a second during a pause.
    """

    def __init__(
        self,
        name: str,
        tally: Tally,
        stop: threading.Event,
        keep_alive: Callable[[], None] = lambda: None,
    ) -> None:
        self._name = name
        self._tally = tally
        self._stop = stop
        self._keep_alive = keep_alive

    def insist(self, work: Callable[[], T]) -> T:
        """The result of work, however often it has to be tried.

        Raises:
            Stopped: The connector is to end, and the last attempt failed.
        """
        attempt = 0
        while True:
            try:
                result = work()
            except (TargetFailure, LogUnavailable) as error:
                self._fail(error, attempt)
                attempt += 1
            else:
                if attempt:
                    self._recover(attempt)
                return result

    def _fail(self, error: TargetFailure | LogUnavailable, attempt: int) -> None:
        seconds = pause(attempt)
        self._tally.retries += 1
        self._tally.state = State.RETRYING
        self._tally.error, self._tally.hint = str(error), error.hint
        fields = {
            "event": "connector.retry",
            "connector": self._name,
            "attempt": attempt + 1,
            "seconds": round(seconds, 2),
            "hint": error.hint,
        }
        message = f"{self._name}: {error}; again in {seconds:.1f} s"
        LOG.error(message, extra={"fields": fields})
        if self._pause(seconds):
            raise Stopped from error

    def _recover(self, attempts: int) -> None:
        self._tally.state, self._tally.error, self._tally.hint = State.RUNNING, None, None
        fields = {"event": "connector.recovered", "connector": self._name, "attempts": attempts}
        LOG.info("%s goes on", self._name, extra={"fields": fields})

    def _pause(self, seconds: float) -> bool:
        """Wait; whether the connector is to end."""
        deadline = time.monotonic() + seconds
        while (rest := deadline - time.monotonic()) > 0:
            if self._stop.wait(min(rest, _SLICE)):
                return True
            self._keep_alive()
        return self._stop.is_set()
