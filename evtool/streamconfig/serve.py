"""Running the service on a socket that is already bound."""

from __future__ import annotations

import logging
import socket
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from evtool.serving.connections import HEAD_LIMIT, Guard, guarded
from evtool.serving.server import SignaledServer
from evtool.streamconfig.application import Application
from evtool.streamconfig.reload import Current, Source
from evtool.streams.configuration import Configuration
from evtool.streams.load import load_streams, stream_files
from evtool.workspace import Workspace, load_workspace

LOG = logging.getLogger("evtool.streamconfig")


def serve(
    workspace: Workspace,
    listener: socket.socket,
    *,
    environments: Sequence[str] | None = None,
    access: bool | None = None,
) -> None:
    """Answer requests until SIGTERM or SIGINT; SIGHUP reads the files again.

    It logs to `evtool.streamconfig`: that it is ready, each new version of the
    configuration, and each request (`access`; None means if anybody wants DEBUG).

    Raises:
        EvtoolError: There is no configuration that can be served.
    """
    current = Current(source_of(workspace, environments))
    log = LOG.isEnabledFor(logging.DEBUG) if access is None else access
    application = Application(current, access=log, on_ready=partial(_tell_ready, current))
    config = uvicorn.Config(
        application,
        http=guarded(AutoHTTPProtocol, Guard()),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=512,  # also how many are accepted before others get their turn
        h11_max_incomplete_event_size=HEAD_LIMIT,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=3,
    )
    SignaledServer(config, on_hangup=current.ask).run(sockets=[listener])


def source_of(workspace: Workspace, environments: Sequence[str] | None = None) -> Source:
    """The configuration of a workspace, whose own file may change too."""

    def again() -> Workspace:
        return load_workspace(workspace.file) if workspace.file else workspace

    def load() -> Configuration:
        return load_streams(again(), environments)

    def files() -> list[Path]:
        own = [workspace.file] if workspace.file else []
        return [*own, *stream_files(again())]

    return Source(load, files, workspace.root)


def _tell_ready(current: Current) -> None:
    configuration = current.snapshot.configuration
    fields = {
        "event": "service.ready",
        "version": configuration.version,
        "streams": len(configuration.entries),
    }
    LOG.info("ready", extra={"fields": fields})
