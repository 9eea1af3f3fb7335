"""Reading the configuration again when its files change; what is wrong changes nothing."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evtool.errors import EvtoolError
from evtool.serving.following import Pause, Stamp, stamp
from evtool.streamconfig.keeping import with_kept
from evtool.streamconfig.snapshot import Snapshot
from evtool.streams.configuration import Configuration
from evtool.streams.difference import difference, reordered
from evtool.streams.problem import Problem, Scope
from evtool.streams.telling import MOST_NAMED, sentence, summary, summary_fields

LOG = logging.getLogger("evtool.streamconfig")

INTERVAL = 0.5
"""Seconds between two looks at the files. A change counts when the second finds the same."""

_MOST_TOLD = 20

Signature = tuple[Stamp, ...]


@dataclass(frozen=True)
class Source:
    """Where a configuration is from: what reads it, and the files it is made of."""

    load: Callable[[], Configuration]
    files: Callable[[], Sequence[Path]]
    root: Path


class BrokenConfiguration(EvtoolError):
    """The configuration cannot be served: a file is missing, or is no stream file."""

    def __init__(self, problem: Problem) -> None:
        hint = problem.hint or "`evtool streams check` says more"
        super().__init__(problem.message, hint=hint, place=problem.place)


class Current:
    """The snapshot that is served now, and what kept a newer one from taking its place."""

    def __init__(self, source: Source) -> None:
        """Load the first one.

        Raises:
            EvtoolError: It cannot be served; what is wrong in one entry only is logged.
        """
        self._source = source
        self._seen = _signature(source)
        self.failure: EvtoolError | None = None
        self.snapshot = self._first()
        self._pause = Pause()

    def ask(self) -> None:
        """Read the files again soon, changed or not."""
        self._pause.ask()

    async def watch(self) -> None:
        """Look at the files until this is cancelled."""
        before = self._seen
        while True:
            asked = await self._pause.wait(INTERVAL)
            now = await asyncio.to_thread(_signature, self._source)
            settled = now == before
            if asked or (settled and now != self._seen):
                await asyncio.to_thread(self.reload)
            before = now

    def reload(self) -> bool:
        """Read the files; whether what they say is served now."""
        self._seen = _signature(self._source)
        old = self.snapshot
        try:
            new = with_kept(_loaded(self._source), old.configuration)
        except EvtoolError as error:
            self.failure = error
            _log_failure(error)
            return False
        changes = difference(old.configuration, new)
        self.failure = None
        self.snapshot = Snapshot(new, self._source.root)
        _settle()
        _log_problems(new)
        _log_changes(old.configuration, new, changes)
        for name in new.kept:
            _tell(logging.WARNING, "stream.kept", f"{name} is served as it was", stream=name)
        return True

    def _first(self) -> Snapshot:
        configuration = _loaded(self._source)
        _settle()
        _log_problems(configuration)
        return Snapshot(configuration, self._source.root)


def _loaded(source: Source) -> Configuration:
    made = source.load()
    for problem in made.problems:
        if problem.scope is Scope.FILE:
            raise BrokenConfiguration(problem)
    return made


def _settle() -> None:
    """Keep the garbage collector from looking at what has just been loaded, again and again.

    A configuration holds no circles: it is freed all the same when nobody uses it.
    """
    gc.freeze()


def _signature(source: Source) -> Signature:
    try:
        return tuple(stamp(path) for path in source.files())
    except EvtoolError:  # the configuration itself is broken: loading it says how
        return ()


def _log_failure(error: EvtoolError) -> None:
    message = f"{error}; the configuration stays as it was"
    _tell(logging.ERROR, "configuration.failed", message, hint=error.hint)


def _log_problems(configuration: Configuration) -> None:
    told = configuration.problems[:_MOST_TOLD]
    for one in told:
        more = {"kind": one.kind, "stream": one.stream, "pointer": one.pointer, "hint": one.hint}
        _tell(logging.WARNING, "configuration.problem", str(one), **more)
    rest = len(configuration.problems) - len(told)
    if rest:
        message = f"{rest} more problems: `evtool streams check` lists them"
        _tell(logging.WARNING, "configuration.problem", message)


def _log_changes(old: Configuration, new: Configuration, changes: list) -> None:  # type: ignore[type-arg]
    fields = {"version": new.version, "streams": len(new.entries), **summary_fields(changes)}
    message = f"version {new.version}: {summary(changes)}"
    _tell(logging.INFO, "configuration.changed", message, **fields)
    for change in changes[:MOST_NAMED]:
        more = {"clients": change.clients, "services": change.services}
        concerned = {**more, "consumers": change.consumers, "kind": change.kind}
        _tell(logging.INFO, "stream.changed", sentence(change), stream=change.stream, **concerned)
    order = reordered(old, new)
    if order:
        message = f"the regexes are looked at in another order: {', '.join(order[:MOST_NAMED])}"
        _tell(logging.WARNING, "configuration.reordered", message)


def _tell(level: int, event: str, message: str, **fields: object) -> None:
    given = {name: value for name, value in fields.items() if value not in (None, ())}
    LOG.log(level, message, extra={"fields": {"event": event, **given}})
