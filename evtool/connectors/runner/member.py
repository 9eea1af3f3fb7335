"""One connector in a thread: it ends when it is told to, or when it cannot go on."""

from __future__ import annotations

import contextlib
import logging
import threading

from evtool.connectors.assembly import Assembled, Assembly
from evtool.connectors.runner.backoff import pause
from evtool.connectors.runner.reading import run_source
from evtool.connectors.runner.runner import Runner, Work
from evtool.connectors.runner.tally import State, Tally
from evtool.connectors.trial import check_names
from evtool.errors import EvtoolError
from evtool.log.event_log import EventLog

LOG = logging.getLogger("evtool.connectors")

MOST_CRASHES = 5
"""So many crashes without a row in between, and a connector is not started again."""

USAGE, BUG = 2, 3
"""What a failure makes the process end with: the configuration is wrong, or evtool is."""


class Member:
    """One connector at work."""

    def __init__(self, assembly: Assembly, assembled: Assembled) -> None:
        self.name = assembled.connector.name
        self.assembled = assembled
        self.tally = Tally()
        self.code = 0
        self.error: EvtoolError | None = None
        self._assembly = assembly
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"connect-{self.name}", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._tell("connector.started", f"{self.name} starts")
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end; returns at once."""
        self._stop.set()

    def join(self, seconds: float) -> bool:
        """Wait for the end; whether it ended."""
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    @property
    def is_alive(self) -> bool:
        """Whether it still works."""
        return self._thread.is_alive()

    def _run(self) -> None:
        crashes, rows = 0, 0
        while not self._stop.is_set():
            try:
                self._work()
            except EvtoolError as error:
                self._fail(error)
                return
            except Exception as error:  # noqa: BLE001 - whatever one does, the others go on
                crashes = 1 if self.tally.rows > rows else crashes + 1
                rows = self.tally.rows
                if not self._crashed(error, crashes):
                    return
            else:
                break
        self.tally.state = State.STOPPED
        self._tell("connector.stopped", f"{self.name} ended")

    def _work(self) -> None:
        with contextlib.closing(self._assembly.open_log()) as log:
            if self.assembled.is_sink:
                self._deliver(log)
            else:
                self._read(log)

    def _deliver(self, log: EventLog) -> None:
        connector, workspace = self.assembled.connector, self._assembly.workspace
        check_names(self._assembly, self.assembled)
        work = Work(
            self.name,
            connector.delivery,
            self.assembled.selection,
            lambda: connector.make(workspace),
            log,
            self._assembly.error_stream,
        )
        Runner(work, self.tally, self._stop).run()

    def _read(self, log: EventLog) -> None:
        run_source(self._assembly, self.assembled.connector, log, (self.tally, self._stop))

    def _fail(self, error: EvtoolError) -> None:
        self.error, self.code = error, USAGE
        self.tally.state, self.tally.error, self.tally.hint = State.FAILED, str(error), error.hint
        fields = {"event": "connector.failed", "connector": self.name, "hint": error.hint}
        LOG.error("%s stops: %s", self.name, error, extra={"fields": fields})

    def _crashed(self, error: Exception, crashes: int) -> bool:
        """Tell of a bug; whether the connector is started again."""
        again = crashes <= MOST_CRASHES
        self.tally.restarts += 1
        fields = {"event": "connector.crashed", "connector": self.name, "crashes": crashes}
        what = "starts again" if again else "stops"
        message = f"{self.name} met a bug and {what}: {type(error).__name__}"
        LOG.error(message, exc_info=error, extra={"fields": fields})
        if again:
            self.tally.state = State.RETRYING
            self._stop.wait(pause(crashes))
            return True
        self.code = BUG
        self.tally.state, self.tally.error = State.FAILED, "a bug in evtool; the log has more"
        return False

    def _tell(self, event: str, message: str) -> None:
        fields = {"event": event, "connector": self.name, "rows": self.tally.rows}
        LOG.info("%s", message, extra={"fields": fields})
