"""Running the live page on a socket that is already bound."""

from __future__ import annotations

import logging
import socket
from functools import partial

import uvicorn

from evtool.errors import EvtoolError
from evtool.live.application import Application
from evtool.live.hub import Hub
from evtool.live.intake import Intake
from evtool.live.streams import Streams
from evtool.log.address import open_log
from evtool.log.config import LogConfig
from evtool.log.event_log import EventLog
from evtool.serving.server import SignaledServer
from evtool.workspace import Workspace

LOG = logging.getLogger("evtool.live")

CONNECTION_LIMIT = 512
"""More connections at one time are answered with 503."""

_HEADER_LIMIT = 16 * 1024
_ALONE = "memory:"


def serve(
    workspace: Workspace,
    listener: socket.socket,
    *,
    intake: str,
    error_stream: str | None,
) -> None:
    """Answer requests until SIGTERM or SIGINT.

    Args:
        workspace: Whose streams, schemas and log are shown.
        listener: The bound socket.
        intake: The URL of the intake, as this service reaches it.
        error_stream: The stream of events about refused events, if there is one.

    Raises:
        EvtoolError: The configuration cannot be used.
    """
    config = workspace.section("log", LogConfig)
    log, why = _open(workspace, config)
    hub = Hub(Streams(workspace, error_stream), Intake(intake), log, why)
    facts = {
        "workspace": workspace.root.name,
        "log": config.address.partition("?")[0],
        "intake": intake,
        "error_stream": error_stream,
    }
    application = Application(hub, facts, partial(_tell_ready, why))
    server = SignaledServer(
        uvicorn.Config(
            application,
            http="h11",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=CONNECTION_LIMIT,
            h11_max_incomplete_event_size=_HEADER_LIMIT,
            timeout_graceful_shutdown=3,
        ),
        on_end=application.end,
    )
    try:
        server.run(sockets=[listener])
    finally:
        if log is not None:
            log.close()


def _open(workspace: Workspace, config: LogConfig) -> tuple[EventLog | None, str | None]:
    """The log, or why there is none to be read from here."""
    if config.address.startswith(_ALONE):
        return None, f"the log {config.address} is within the intake: nobody else can read it"
    try:
        return open_log(config.address, workspace.root, config), None
    except EvtoolError as error:
        return None, f"{error.message}; {error.hint}" if error.hint else error.message


def _tell_ready(problem: str | None) -> None:
    LOG.info("ready", extra={"fields": {"event": "service.ready"}})
    if problem:
        fields = {"event": "live.no_log"}
        LOG.warning("the live page shows no events: %s", problem, extra={"fields": fields})
