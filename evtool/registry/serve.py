"""Running the registry on a socket that is already bound."""

from __future__ import annotations

import logging
import socket

import uvicorn

from evtool.registry.application import application
from evtool.workspace import Workspace

CONNECTION_LIMIT = 256
"""More connections at one time are answered with 503."""

HEADER_LIMIT = 16 * 1024
"""The largest head of a request, in bytes."""

LOG = logging.getLogger("evtool.registry")


def serve(workspace: Workspace, listener: socket.socket) -> None:
    """Answer requests until SIGTERM or SIGINT; those that are being answered are finished.

    It logs to `evtool.registry`: that it is ready, and with DEBUG each request. Bugs in
    the application are logged to `uvicorn.error`.
    """
    config = uvicorn.Config(
        application(workspace),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=CONNECTION_LIMIT,
        h11_max_incomplete_event_size=HEADER_LIMIT,
        timeout_graceful_shutdown=3,
    )
    LOG.info("ready", extra={"fields": {"event": "service.ready"}})
    uvicorn.Server(config).run(sockets=[listener])
