"""The intake as a process: sockets, the loop, signals, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket

import uvloop

from evtool.intake.application import IntakeApplication
from evtool.intake.committer import Committer
from evtool.intake.config import IntakeConfig
from evtool.intake.events_endpoint import EventsEndpoint
from evtool.intake.http.connection import Connection, Host
from evtool.intake.http.response import Headers, Renderer
from evtool.intake.state import make_state
from evtool.intake.tally import Tally
from evtool.log.event_log import Appender
from evtool.serving.connections import Guard
from evtool.workspace import Workspace

LOG = logging.getLogger("evtool.intake")

DRAIN_SECONDS = 10.0
"""How long answers that are under way may take at the end."""


def serve_with(workspace: Workspace, listener: socket.socket, log: Appender) -> None:
    """Take events in until SIGTERM or SIGINT.

    Raises:
        EvtoolError: The configuration cannot be used.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(workspace, listener, log))


async def _serve(workspace: Workspace, listener: socket.socket, log: Appender) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    state = make_state(workspace)
    tally = Tally()
    committer = Committer(log, tally.commit)
    application = IntakeApplication(state, EventsEndpoint(state, committer, tally), tally)
    renderer = Renderer(always(state.config))
    host = Host(application, renderer, Guard(), state.config.max_body_bytes)
    _settle()
    server = await loop.create_server(lambda: Connection(host), sock=listener, backlog=1024)
    LOG.info("ready", extra={"fields": {"event": "service.ready"}})
    await stop.wait()
    server.close()
    host.close()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while host.connections:
                await asyncio.sleep(0.02)
    await committer.close()
    LOG.info("stopped", extra={"fields": {"event": "service.stopped"}})


def always(config: IntakeConfig) -> Headers:
    """The headers of every answer."""
    headers: Headers = (
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"SAMEORIGIN"),
        (b"content-security-policy", b"default-src 'none'"),
    )
    if config.cors is None:
        return headers
    return (
        (b"access-control-allow-origin", config.cors.encode()),
        (b"access-control-allow-methods", b"POST, OPTIONS"),
        (
            b"access-control-allow-headers",
            b"accept, x-requested-with, content-type, content-encoding, authorization, x-api-key",
        ),
        (b"access-control-expose-headers", b"etag, retry-after"),
        *headers,
    )


def _settle() -> None:
    """Keep the collector away from what stays, and from running in the middle of bursts."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
