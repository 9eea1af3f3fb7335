"""What is configured around the taking in of events, put together when the service starts.

Nothing of it is there where it is not configured: no event or request then passes a check.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, Metric

from evtool.intake.access.door import Door
from evtool.intake.access.gate import owns, paces, stream_pace
from evtool.intake.access.keyring import Keyring
from evtool.intake.access_log import LineWriter, LoggedApplication, counting
from evtool.intake.admission import Admission, CheckedBatch, IdentifiedBatch, plain
from evtool.intake.committer import Submits
from evtool.intake.config import IntakeConfig
from evtool.intake.deduplication.peers import Pipes
from evtool.intake.deduplication.setup import Deduplication
from evtool.intake.event.batch import Batch
from evtool.intake.event.json_text import dump
from evtool.intake.events import Events
from evtool.intake.http.host import Host
from evtool.intake.http.request import Request
from evtool.intake.rate.ledger import SharedLedger, private
from evtool.intake.rate.limited import Limited
from evtool.intake.rate.streams import StreamRates
from evtool.intake.state import State
from evtool.log.event_log import Appender

LOG = logging.getLogger("evtool.intake")

_STDERR = 2


@dataclass(frozen=True, slots=True)
class Worker:
    """One process of the intake: its name, if there are several, and how it speaks.

    `lines` is the descriptor for the access log, `pipes` lead to the other processes, and
    `rates` is the descriptor of the file in which they write down what was taken.
    """

    name: str | None = None
    lines: int = _STDERR
    pipes: Pipes | None = None
    rates: int | None = None


class Policies:
    """Access, rates, deduplication and access log of one process."""

    def __init__(self, state: State, committer: Submits, worker: Worker) -> None:
        self._state = state
        self.committer = committer
        config = state.config
        self._limited = Limited()
        ledger = private if worker.rates is None else SharedLedger(worker.rates)
        self._rates = StreamRates(ledger)
        self._keyring = Keyring(ledger=ledger) if config.keys else None
        self._deduplication: Deduplication | None = None
        if config.window_seconds:
            self._deduplication = Deduplication(
                committer, config.window_seconds, config.deduplicate_ids, worker.pipes
            )
            self.committer = self._deduplication.committer
        self._lines = _line_writer(worker) if config.access_log else None
        self.use(config)

    def use(self, config: IntakeConfig) -> None:
        """Take over new keys and rates. Whether keys are needed does not change meanwhile."""
        if bool(config.keys) != bool(self._keyring):
            fields = {"event": "configuration.restart_needed"}
            text = "keys are switched on and off by a restart only; nothing else changes"
            LOG.warning(text, extra={"fields": fields})
        if self._keyring is not None:
            self._keyring.use(config.keys, config.rate, config.signature_seconds)
        self._rates.use(config.rate, self._state.router.streams)
        self._state.admission = self._admission()

    def door(self, events: Events) -> Events:
        """What takes events in, behind a door where keys are needed."""
        return events if self._keyring is None else Door(events, self._keyring, self._limited)

    def watch(self, host: Host) -> None:
        """Log the requests of a host, where that is configured."""
        if self._lines is not None:
            logged = LoggedApplication(host.application, self._lines)
            host.application, host.on_refusal = logged, logged.refused

    async def start(self, log: Appender) -> None:
        """Do what has to be done before the first request."""
        if self._deduplication is not None:
            await self._deduplication.start(log)

    def close(self) -> None:
        """End in order."""
        if self._deduplication is not None:
            self._deduplication.close()
        if self._lines is not None:
            self._lines.flush()

    def metrics(self) -> Iterator[Metric]:
        """What they have done."""
        if self._keyring is not None or self._rates.is_used:
            text = "Events that came too fast, by key or stream."
            family = CounterMetricFamily(
                "evtool_intake_rate_limited", text, labels=["limit", "name"]
            )
            for (kind, name), count in sorted(self._limited.items()):
                family.add_metric([kind, name], count)
            yield family
        if self._deduplication is not None:
            yield from self._deduplication.metrics()

    def _admission(self) -> Admission:
        kind = CheckedBatch if self._deduplication is None else IdentifiedBatch
        admission: Admission = plain
        if self._keyring is not None or self._rates.is_used or self._deduplication is not None:
            admission = self._checked(kind)
        return admission if self._lines is None else counting(admission)

    def _checked(self, kind: type[CheckedBatch]) -> Admission:
        of_streams = [stream_pace(self._rates, self._limited)] if self._rates.is_used else []

        def chosen(request: Request, _events: int) -> Batch:
            caller = request.caller
            if caller is None:
                return kind(of_streams)
            return kind([*paces(caller, self._limited), owns(caller), *of_streams])

        return chosen


def _line_writer(worker: Worker) -> LineWriter:
    source = b'"source":' + dump(worker.name) + b"," if worker.name else b""
    return LineWriter(worker.lines, b"{" + source)
