"""Delivering one load, whatever fails in it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence

from evtool.connectors.failure import NotAnEvent, RecordFailure, TooManyFailures
from evtool.connectors.runner.breaker import Breaker
from evtool.connectors.runner.dead_letters import DeadLetters
from evtool.connectors.runner.load import Load
from evtool.connectors.runner.patience import Patience
from evtool.connectors.runner.tally import Tally
from evtool.connectors.runner.target import Target
from evtool.connectors.sink import Guarantee


class Deliverer:
    """Delivers loads: halves them around bad records, and waits for stores that are away."""

    def __init__(
        self,
        target: Target,
        letters: DeadLetters,
        breaker: Breaker,
        patience: Patience,
        tally: Tally,
    ) -> None:
        self._target = target
        self._letters = letters
        self._breaker = breaker
        self._patience = patience
        self._tally = tally

    def deliver(self, load: Load) -> None:
        """Deliver all of a load, from its beginning to its end.

        A part that fails is halved until the bad record stands alone; that goes into the
        error stream before anything behind it is delivered.

        Raises:
            Stopped: The connector is to end; the load says how far it is.
            TooManyFailures: Something else than some records is wrong; as above.
        """
        parts = deque([load.open])
        while parts:
            part = parts.popleft()
            try:
                self._patience.insist(lambda at=part: self._attempt(load, at, last=not parts))  # type: ignore[misc]
            except RecordFailure as failure:
                parts.extendleft(reversed(self._take_apart(load, part, failure)))
            else:
                load.finish(part)

    def _attempt(self, load: Load, part: Sequence[int], *, last: bool) -> None:
        if self._tally.error is not None:  # the last attempt may have arrived all the same
            load.pass_over(self._target.positions())
        wanted = [at for at in part if not load.done[at]]
        sink = self._target.sink
        if not wanted and not (last and sink.guarantee is Guarantee.TRANSACTIONAL):
            return
        batch = load.batch(wanted, last=last)
        started = time.perf_counter()
        try:
            self._target.deliver(batch)
        finally:
            self._tally.seconds += time.perf_counter() - started
        self._tally.batches += 1
        self._tally.rows += len(batch)
        self._tally.bytes += sum(len(one.record.value) for one in batch)
        self._breaker.succeed(len(batch))

    def _take_apart(
        self, load: Load, part: Sequence[int], failure: RecordFailure
    ) -> list[list[int]]:
        """What is to be delivered instead of a part that failed, in order."""
        wanted = [at for at in part if not load.done[at]]
        bad = {wanted[at]: failure.reason(at) for at in failure.at if 0 <= at < len(wanted)}
        bad = bad or _no_events(load, wanted)
        if not bad and len(wanted) > 1:
            middle = len(wanted) // 2
            return [wanted[:middle], wanted[middle:]]
        bad = bad or dict.fromkeys(wanted, failure.message)
        if not bad:
            raise failure
        self._bury(load, bad, others=len(wanted) - len(bad))
        return [[at for at in wanted if at not in bad]]

    def _bury(self, load: Load, bad: Mapping[int, str], *, others: int) -> None:
        self._breaker.fail(len(bad))
        reasons = dict.fromkeys(bad.values())
        if self._breaker.is_open(others=others):
            raise TooManyFailures(
                f"{self._breaker.failed:,} of the last {self._breaker.seen:,} records could not"
                f" be delivered: {next(iter(reasons))}",
                hint="nothing is lost: repair the cause and start again, or raise `most_failures`",
            )
        for reason in reasons:
            places = [at for at, why in bad.items() if why == reason]
            chosen = [load.deliveries[at] for at in places]
            letters = self._patience.insist(lambda: self._letters.bury(chosen, reason))  # noqa: B023 - used at once
            self._tally.dead_letters += letters
            load.finish(places)


def _no_events(load: Load, places: Sequence[int]) -> dict[int, str]:
    """The records among these whose value is no JSON object."""
    found: dict[int, str] = {}
    for at in places:
        try:
            _ = load.deliveries[at].event
        except NotAnEvent as error:
            found[at] = error.message
    return found
