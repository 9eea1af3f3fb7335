"""The connectors of a workspace with what each reads: what is to run."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evtool.config import nearest
from evtool.connectors.config import Connector, load_connectors
from evtool.connectors.runner.dead_letters import ErrorStream
from evtool.connectors.selection import Selection, attached, select
from evtool.errors import ConfigurationError
from evtool.log.address import open_log
from evtool.log.config import LogConfig
from evtool.log.event_log import EventLog
from evtool.streams.configuration import Configuration
from evtool.streams.load import load_streams
from evtool.workspace import Workspace

ERROR_STREAM = "eventgate.error"
"""The error stream, unless the section `intake` names another one."""


@dataclass(frozen=True)
class Assembled:
    """One connector, and what it reads."""

    connector: Connector
    selection: Selection
    digest: str

    @property
    def is_sink(self) -> bool:
        """Whether it is one, and no source."""
        return self.connector.is_sink


@dataclass(frozen=True)
class Assembly:
    """All connectors of a workspace."""

    workspace: Workspace
    streams: Configuration
    connectors: Mapping[str, Assembled]
    error_stream: ErrorStream

    def chosen(self, names: tuple[str, ...]) -> dict[str, Assembled]:
        """Those of these names; all where none is named.

        Raises:
            ConfigurationError: There is none of a name.
        """
        for name in names:
            if name not in self.connectors:
                hint = "add it to `connectors:` in evtool.yaml"
                if self.connectors:
                    hint = nearest(name, list(self.connectors))
                raise ConfigurationError(f"no connector {name!r}", hint=hint)
        return {name: one for name, one in self.connectors.items() if not names or name in names}

    def open_log(self) -> EventLog:
        """The log of the workspace.

        Raises:
            LogError: It cannot be read.
        """
        config = self.workspace.section("log", LogConfig)
        return open_log(config.address, self.workspace.root, config)


def assemble(workspace: Workspace) -> Assembly:
    """The connectors of a workspace as it stands now.

    Raises:
        ConfigurationError: The section says what evtool does not understand.
    """
    streams = load_streams(workspace)
    log = repr(workspace.section("log", LogConfig))
    found = {
        name: _assembled(connector, streams, log)
        for name, connector in load_connectors(workspace).items()
    }
    return Assembly(workspace, streams, found, error_stream_of(workspace, streams))


def _assembled(connector: Connector, streams: Configuration, log: str) -> Assembled:
    if not connector.is_sink:
        return Assembled(connector, Selection(), _digest(connector, [log]))
    selection = select(connector.name, connector.common.streams, streams)
    said = {
        entry.name: entry.settings["consumers"][connector.name]
        for entry in streams.entries.values()
        if attached(entry, connector.name) is not None
    }
    facts = [
        log,
        json.dumps([selection.topics, sorted(selection.refused), sorted(selection.mixed)]),
        json.dumps(said, sort_keys=True, default=str),
    ]
    return Assembled(connector, selection, _digest(connector, facts))


def _digest(connector: Connector, facts: Sequence[str]) -> str:
    """What differs when the configuration does; what is secret in it counts too."""
    options = repr(dataclasses.astuple(connector.options))
    text = "\0".join([repr(connector.common), options, *facts])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def error_stream_of(workspace: Workspace, streams: Configuration) -> ErrorStream:
    """Where dead letters go: the error stream of the intake, by the same rules."""
    section = workspace.sections.get("intake")
    raw: Mapping[str, Any] = section.raw if section and isinstance(section.raw, Mapping) else {}
    name = raw.get("error_stream") or ERROR_STREAM
    entry = streams.find(name)
    topics = entry.topics(name) if entry else [name]
    prefixed = f"{raw.get('topic_prefix') or ''}{name}"
    topic = prefixed if prefixed in topics else topics[0] if topics else name
    return ErrorStream(name, topic)
