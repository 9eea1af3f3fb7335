"""The thread that sends on what waits in the spool, and the one that tells how it goes."""

from __future__ import annotations

import logging
import os
import threading
import time

from evtool.errors import EvtoolError
from evtool.log.event_log import LogUnavailable
from evtool.log.spool.backlog import Backlog
from evtool.log.spool.batch import Collector, Settlement, settle
from evtool.log.spool.lease import Lease
from evtool.log.spool.offer import Offers
from evtool.log.spool.parcel import dead_letter
from evtool.log.spool.state import SharedState, SpoolState
from evtool.log.spool.store import Store, Target

_LOGGER = logging.getLogger("evtool.log.spool")
_TURN_SECONDS = 0.5
_TRIM_SECONDS = 2.0


class Forwarder:
    """Forwards while this process has the lease, and waits for it otherwise.

    Nothing is done before its offset is committed to the store. What was on its way when a
    process is killed is looked for at the brokers by the next one; the rest is sent again.
    """

    def __init__(self, store: Store, target: Target, lease: Lease, shared: SharedState) -> None:
        self._store, self._target = store, target
        self._lease, self._shared = lease, shared
        self._stopped = threading.Event()
        self._error: str | None = None
        self._forwarded = self._refused = 0
        self._thread = threading.Thread(target=self._run, name="spool-forwarder", daemon=True)

    def start(self) -> None:
        """Begin to forward, or to wait for the lease."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing new; `join` waits for the end."""
        self._stopped.set()

    def join(self) -> None:
        """Wait until what was on its way is settled."""
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                if self._lease.take():
                    self._forward()
            except (EvtoolError, OSError) as error:
                self._note(f"the spool cannot be forwarded: {error}")
            except Exception as error:  # a thread has no caller that could tell of the bug
                _LOGGER.exception("the spool cannot be forwarded")
                self._error = repr(error)
            finally:
                self._lease.release()
            self._stopped.wait(_TURN_SECONDS)

    def _forward(self) -> None:
        backlog = Backlog(self._store)
        self._forwarded = self._refused = 0
        ended = threading.Event()
        teller = threading.Thread(target=self._tell, args=(backlog, ended), daemon=True)
        teller.start()
        try:
            self._send_all(backlog)
        finally:
            ended.set()
            teller.join()

    def _send_all(self, backlog: Backlog) -> None:
        collector, offers = Collector(backlog), Offers(backlog, self._target)
        next_trim = 0.0
        while not self._stopped.is_set():
            records = collector.collect()
            if records:
                try:
                    fates = offers.make(records)
                except LogUnavailable as error:
                    self._note(error.message)
                    self._stopped.wait(_TURN_SECONDS)
                    continue
                settlement = settle(records, fates)
                self._keep_refused(settlement)
                backlog.advance(settlement.offsets, self._target.reached())
                self._forwarded += settlement.delivered
                collector.rest(settlement)
                self._tell_failures(settlement)
            if time.monotonic() >= next_trim:
                backlog.trim()
                next_trim = time.monotonic() + _TRIM_SECONDS
            if not records:
                self._store.wait(_TURN_SECONDS)

    def _keep_refused(self, settlement: Settlement) -> None:
        """Put what the brokers will never take where a person finds it."""
        if not settlement.refused:
            return
        letters = [dead_letter(record, str(reason)) for record, reason in settlement.refused]
        self._store.append(letters)
        self._refused += len(letters)
        for record, reason in settlement.refused:
            _LOGGER.error("%s; kept in the spool as refused: offset %d", reason, record.offset)

    def _tell_failures(self, settlement: Settlement) -> None:
        if not settlement.failed:
            self._error = None
        for reason in dict.fromkeys(map(str, settlement.failed.values())):
            self._note(reason)

    def _note(self, error: str) -> None:
        if error != self._error:
            _LOGGER.warning("%s", error)
        self._error = error

    def _tell(self, watched: Backlog, ended: threading.Event) -> None:
        """Tell the others how it goes, twice a second, also while the brokers are away."""
        while not ended.wait(_TURN_SECONDS):
            try:
                records, oldest = watched.measure()
            except EvtoolError as error:
                self._note(str(error))
                continue
            self._shared.write(self._state(records, oldest))

    def _state(self, records: int, oldest: int | None) -> SpoolState:
        return SpoolState(
            records=records,
            oldest=oldest,
            forwarded=self._forwarded,
            refused=self._refused,
            error=(self._target.trouble or self._error) if records else None,
            forwarding=not self._stopped.is_set(),
            process=os.getpid(),
        )
