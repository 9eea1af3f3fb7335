"""The window of one process, put together: what is remembered, recalled, and told to others."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from typing import cast

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from evtool.errors import EvtoolError
from evtool.intake.committer import Submits
from evtool.intake.deduplication.committer import DeduplicatingCommitter
from evtool.intake.deduplication.peers import Peers, Pipes
from evtool.intake.deduplication.recall import can_be_read, recall
from evtool.intake.deduplication.window import Window
from evtool.log.event_log import Appender, EventLog

LOG = logging.getLogger("evtool.intake")


class Deduplication:
    """Remembers the identities of `seconds`, and at most `most` of them."""

    def __init__(
        self, committer: Submits, seconds: float, most: int, pipes: Pipes | None = None
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._window = Window(seconds, most)
        self._peers = Peers(pipes) if pipes else None
        announce = self._peers.announce if self._peers else lambda _: None
        self.committer = DeduplicatingCommitter(committer, self._window, announce)

    async def start(self, log: Appender) -> None:
        """Recall what is in the log, where it can be read; then hear what others commit."""
        if can_be_read(log):
            await self._recall(cast("EventLog", log))
        if self._peers is not None:
            self._peers.listen(self._window.add)

    def close(self) -> None:
        """Hear no more from others."""
        if self._peers is not None:
            self._peers.close()

    def metrics(self) -> Iterator[Metric]:
        """What it has done."""
        for name, text, value in (
            ("duplicates", "Events that were there already.", self.committer.duplicates),
            ("ids_dropped", "Ids forgotten before their time.", self._window.dropped),
            ("ids_missed", "Ids not told to a worker.", self._peers.missed if self._peers else 0),
        ):
            yield CounterMetricFamily(f"evtool_intake_deduplication_{name}", text, value=value)
        name = "evtool_intake_deduplication_ids"
        yield GaugeMetricFamily(name, "Ids remembered.", value=len(self._window))

    async def _recall(self, log: EventLog) -> None:
        started = time.monotonic()
        try:
            found = await asyncio.to_thread(recall, log, self._seconds, self._most)
        except EvtoolError as error:
            fields = {"event": "deduplication.forgot", "hint": error.hint}
            LOG.warning("ids of before are not known: %s", error, extra={"fields": fields})
            return
        self._window.add(found)
        seconds = round(time.monotonic() - started, 2)
        fields_ = {"event": "deduplication.recalled", "ids": len(found), "seconds": seconds}
        LOG.info("recalled %d ids of the log", len(found), extra={"fields": fields_})
