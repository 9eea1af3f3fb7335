"""From changes to entries of the log: what the intake does with events, for a source.

An event gets its defaults, `meta.dt`, key and topic as if it had been sent to the intake, and
is validated. One that is refused becomes an event of the error stream: it is in the log as
well, and what comes after it is not held up.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evtool.config import nearest
from evtool.connectors.config import ReadingConfig
from evtool.connectors.runner.dead_letters import ErrorStream
from evtool.connectors.runner.identity import event_id, letter_id
from evtool.connectors.source import Change
from evtool.connectors.targets import Target
from evtool.depth import can_be_written
from evtool.errors import ConfigurationError, EvtoolError
from evtool.intake.config import IntakeConfig
from evtool.intake.event.error_event import admitted, error_event
from evtool.intake.event.facts import Facts
from evtool.intake.event.json_text import TooDeep, dump
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.event.router import Router
from evtool.intake.schemas.library import NoSchema
from evtool.intake.state import make_library, make_router
from evtool.log.record import Entry
from evtool.serving.following import Stamp, stamp
from evtool.streams.load import configuration_files
from evtool.workspace import Workspace, load_workspace

LOG = logging.getLogger("evtool.connectors")

INTERVAL = 1.0
"""Seconds between two looks at the files of streams and schemas."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """What has become of a batch: entries in its order, and which of them are error events."""

    entries: tuple[Entry, ...]
    letters: frozenset[int]


class Pipeline:
    """Admits the changes of one source. It is used by one thread.

    Streams and schemas are followed: what is new is used within a second, and where it is
    wrong the old ones stay.
    """

    def __init__(
        self, workspace: Workspace, connector: str, config: ReadingConfig, errors: ErrorStream
    ) -> None:
        self._workspace = workspace
        self._connector = connector
        self._config = config
        self._errors = errors
        self._files = _stamps(workspace)
        self._schemas: dict[str, Stamp] = {}
        self._router, self._most_bytes = _make(workspace)
        self._next_look = time.monotonic() + INTERVAL

    def check(self, targets: Sequence[Target] = ()) -> None:
        """Look whether the options name what there is; `targets` are those of tables.

        Raises:
            ConfigurationError: No stream or no schema is called so.
        """
        own = Target(f"connectors.{self._connector}", self._config.stream, self._config.schema)
        for one in (own, *targets):
            self._check(one)

    def _check(self, target: Target) -> None:
        streams, stream = self._router.streams, target.stream
        if stream is not None and streams is not None and streams.find(stream) is None:
            raise ConfigurationError(
                f"{target.place}.stream: no configured stream is called {stream!r}",
                hint=nearest(stream, list(streams.entries)[:1000]),
            )
        if target.schema is not None:
            try:
                self._router.library.find(target.schema)
            except NoSchema as error:
                raise ConfigurationError(
                    f"{target.place}.schema: {error}",
                    hint="`evtool schema list` shows what there is",
                ) from error

    def admit(self, identity: str, changes: Sequence[Change]) -> Admitted:
        """The entries of a batch; changes without an event have none."""
        self._follow()
        facts = Facts({}, schema_uri=self._config.schema, stream=self._config.stream)
        entries: list[Entry] = []
        letters: set[int] = set()
        reasons: Counter[str] = Counter()
        for change in changes:
            if change.event is None and change.problem is None:
                continue
            made = self._admit(identity, change, facts)
            if isinstance(made, Refusal):
                letters.add(len(entries))
                reasons[made.reason.value] += 1
                made = self.letter(identity, change, made, facts)
            entries.append(made)
        if reasons:
            self._tell(reasons)
        return Admitted(tuple(entries), frozenset(letters))

    def letter(self, identity: str, change: Change, refusal: Refusal, facts: Facts) -> Entry:
        """The error event of a change that is refused; there is always one."""
        received = change.raw if change.raw is not None else _text(change.event)
        event = error_event(refusal, received, self._errors.name, facts)
        event["meta"]["id"] = letter_id(identity, _key(change))
        event["emitter_id"] = f"evtool-connect-{self._connector}"
        made = admitted(self._router, event, facts, self._most_bytes)
        if isinstance(made, Refusal):  # without the schema of errors it is not lost either
            made = Entry(self._errors.topic, dump(event), facts.now)
        return made

    def _tell(self, reasons: Counter[str]) -> None:
        """Log how many were refused; a reason may hold values, and is in the error stream only."""
        count = reasons.total()
        what = (
            "an event is refused and goes" if count == 1 else f"{count:,} events are refused and go"
        )
        fields = {
            "event": "connector.dead_letter",
            "connector": self._connector,
            "reasons": dict(reasons),
            "hint": f"`evtool log tail {self._errors.topic}` shows why",
        }
        message = f"{self._connector}: {what} to {self._errors.name}"
        LOG.warning(message, extra={"fields": fields})

    def _admit(self, identity: str, change: Change, facts: Facts) -> Entry | Refusal:
        if change.problem is not None:
            config = self._config
            return Refusal(
                Reason.UNPARSABLE, change.problem, schema_uri=config.schema, stream=config.stream
            )
        found = self._router.find(change.event, facts)
        if isinstance(found, Refusal):
            return found
        if not can_be_written(change.event):
            return Refusal(Reason.TOO_DEEP, "objects and arrays are nested too deeply")
        meta = change.event["meta"]
        if found.schema.has("meta", "id") and "id" not in meta:
            meta["id"] = event_id(identity, _key(change))
        return found.admit(change.event, facts)

    def _follow(self) -> None:
        """Read streams and schemas again where their files have changed."""
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + INTERVAL
        files = _stamps(self._workspace)
        if files == self._files and not self._schemas_changed():
            return
        self._files = files
        try:
            file = self._workspace.file
            workspace = load_workspace(file) if file else self._workspace
            self._router, self._most_bytes = _make(workspace)
            self._workspace, self._schemas = workspace, {}
            self._files = _stamps(workspace)
        except EvtoolError as error:
            fields = {"event": "configuration.failed", "hint": error.hint}
            message = f"{error}; {self._connector} goes on with what was there"
            LOG.error(message, extra={"fields": fields})  # noqa: TRY400 - no bug of ours

    def _schemas_changed(self) -> bool:
        for uri, schema in self._router.library.loaded().items():
            now = stamp(schema.path)
            if self._schemas.setdefault(uri, now) != now:
                return True
        return False


def _make(workspace: Workspace) -> tuple[Router, int]:
    config = workspace.section("intake", IntakeConfig)
    return make_router(workspace, config, make_library(workspace, config)), config.max_event_bytes


def _stamps(workspace: Workspace) -> list[Stamp]:
    return [stamp(path) for path in configuration_files(workspace)]


def _key(change: Change) -> Any:
    return change.position if change.identity is None else change.identity


def _text(event: Any) -> bytes:
    """An event as JSON, as far as it can be written."""
    try:
        if can_be_written(event):
            return dump(event)
    except (TooDeep, TypeError, ValueError):
        pass
    return repr(event).encode("utf-8", "backslashreplace")
