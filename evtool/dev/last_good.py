"""The workspace as its file last described it well: a broken file changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from evtool.dev.config import DevConfig
from evtool.dev.event import Event, Level
from evtool.dev.outcome import Problem
from evtool.errors import EvtoolError
from evtool.finding import shown_path
from evtool.workspace import FILE_NAME, Workspace

Load = Callable[[], Workspace]
"""Finds the configuration file and reads it."""

_REPAIRED = Event("dev", "configuration.repaired", "the configuration is good again")


@dataclass
class LastGood:
    """The last workspace that could be loaded, with its `dev` section."""

    load: Load
    workspace: Workspace = field(init=False)
    config: DevConfig = field(init=False)
    _problem: Problem | None = None

    def __post_init__(self) -> None:
        """Load for the first time.

        Raises:
            EvtoolError: There is nothing good yet.
        """
        self.workspace, self.config = self._read()

    @property
    def file(self) -> Path:
        """The configuration file."""
        return self.workspace.file or self.workspace.root / FILE_NAME

    def refresh(self) -> tuple[bool, list[Event]]:
        """Load again: whether there is a new workspace, and what is to be told."""
        try:
            workspace, config = self._read()
        except EvtoolError as error:
            return False, self._keep(Problem.of(error, self.workspace.root))
        repaired, self._problem = self._problem is not None, None
        if workspace.document == self.workspace.document:
            return False, [_REPAIRED] if repaired else []
        events = _new_events(workspace, moved=config != self.config)
        self.workspace, self.config = workspace, config
        return True, events

    def _read(self) -> tuple[Workspace, DevConfig]:
        workspace = self.load()
        return workspace, workspace.section("dev", DevConfig)

    def _keep(self, problem: Problem) -> list[Event]:
        """What is told of a broken file, once."""
        if problem == self._problem:
            return []
        self._problem = problem
        place = problem.place
        where = shown_path(place.path, self.workspace.root)
        at = "".join(f":{number}" for number in (place.line, place.column) if number)
        fields = {"path": where, "line": place.line, "column": place.column}
        message = f"{where}{at}: {problem.message}; the last good configuration stays in use"
        return [Event("dev", "configuration.failed", message, Level.ERROR, problem.hint, fields)]


def warning_events(workspace: Workspace) -> list[Event]:
    """What the configuration file is warned about."""
    return [
        Event("dev", "configuration.warning", warning, Level.WARNING)
        for warning in workspace.warnings
    ]


def _new_events(workspace: Workspace, *, moved: bool) -> list[Event]:
    count = len(workspace.repositories)
    text = f"the configuration has changed: {count} repositor{'y' if count == 1 else 'ies'}"
    names = [one.name for one in workspace.repositories]
    events = [Event("dev", "configuration.loaded", text, fields={"repositories": names})]
    if moved:
        text = "new addresses count from the next start of `evtool dev`"
        events.append(Event("dev", "configuration.delayed", text, Level.WARNING))
    return events + warning_events(workspace)
