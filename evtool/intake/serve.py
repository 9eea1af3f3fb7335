"""The intake as a process: sockets, the loop, signals, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator

import uvloop
from prometheus_client.core import Metric

from evtool.intake.access.exposure import require_keys
from evtool.intake.admin import AdminApplication
from evtool.intake.application import IntakeApplication
from evtool.intake.committer import Committer
from evtool.intake.config import IntakeConfig
from evtool.intake.events_endpoint import EventsEndpoint
from evtool.intake.http.connection import Connection
from evtool.intake.http.host import Host
from evtool.intake.http.response import Headers, Renderer
from evtool.intake.metrics import Metrics
from evtool.intake.policies import Policies, Worker
from evtool.intake.reload import Follower
from evtool.intake.spool_metrics import spool_error, spool_metrics
from evtool.intake.state import State, make_state
from evtool.intake.tally import Tally
from evtool.intake.telling import Teller
from evtool.log.address import open_appender
from evtool.log.config import LogConfig
from evtool.log.event_log import Appender
from evtool.serving.connections import Guard
from evtool.serving.memory import give_large_blocks_back
from evtool.workspace import Workspace

LOG = logging.getLogger("evtool.intake")

DRAIN_SECONDS = 10.0
"""How long answers that are under way may take at the end."""

SWITCH_SECONDS = 0.000_5
"""How long the loop may keep a commit that is done waiting for the interpreter."""

RETAIN_SECONDS = 60.0
"""Seconds between two looks for records that are too old."""

_REQUEST_HEADERS = (
    *(b"accept", b"x-requested-with", b"content-type", b"content-encoding"),
    *(b"authorization", b"x-api-key", b"x-signature"),
)
_ADMIN_BODY = 1024


def serve(  # noqa: PLR0913 - one call starts everything
    workspace: Workspace,
    listener: socket.socket,
    *,
    admin: socket.socket | None = None,
    tell: bool = False,
    config: IntakeConfig | None = None,
    worker: Worker | None = None,
    on_ready: Callable[[], None] = lambda: None,
) -> None:
    """Take events in until SIGTERM or SIGINT; SIGHUP reads all files again.

    Args:
        workspace: Whose schemas, streams and log they are.
        listener: The bound socket of the service.
        admin: The bound socket of the admin port, if there is to be one.
        tell: Whether each accepted and refused event is logged, up to some a second.
        config: What stands for the section `intake`; its ports are those of the sockets.
        worker: Which of several processes this is.
        on_ready: Called once requests are answered.

    Raises:
        EvtoolError: The configuration cannot be used, or the log cannot be opened.
    """
    state = make_state(workspace, config)
    require_keys(listener, state.config.keys)
    log_config = workspace.section("log", LogConfig)
    log = open_appender(log_config.address, workspace.root, log_config)
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            service = _Service(workspace, state, log, Teller() if tell else Tally(), on_ready)
            runner.run(service.run(listener, admin, worker or Worker()))
    finally:
        log.close()


def serve_telling(workspace: Workspace, listener: socket.socket) -> None:
    """As `serve`, for the local platform: every event is told.

    Raises:
        EvtoolError: The configuration cannot be used, or the log cannot be opened.
    """
    serve(workspace, listener, tell=True)


class _Service:
    """Everything that runs in one process of the intake."""

    def __init__(
        self,
        workspace: Workspace,
        state: State,
        log: Appender,
        tally: Tally,
        on_ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._on_ready = on_ready
        self._workspace = workspace
        self._state = state
        self._log = log
        self._tally = tally

    async def run(
        self, listener: socket.socket, admin: socket.socket | None, worker: Worker
    ) -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        committer = Committer(self._log, self._tally.commit)
        policies = Policies(self._state, committer, worker)
        follower = Follower(self._workspace, self._state, policies.use)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        loop.add_signal_handler(signal.SIGHUP, follower.ask)
        follower.look_at_error_stream()
        await policies.start(self._log)
        host = self._host(policies)
        hosts = [host]
        servers = [await _listen(host, listener)]
        if admin is not None:
            admin_host = self._admin_host(committer, host, policies)
            hosts.append(admin_host)
            servers.append(await _listen(admin_host, admin))
        tasks = [asyncio.create_task(work) for work in (follower.follow(), self._retain())]
        gc.set_threshold(50_000, 20, 50)
        give_large_blocks_back()
        self._on_ready()
        LOG.info("ready", extra={"fields": {"event": "service.ready"}})
        await stop.wait()
        for server in servers:
            server.close()
        for task in tasks:
            task.cancel()
        await _drain(hosts)
        await committer.close()
        policies.close()
        self._tally.end()
        LOG.info("stopped", extra={"fields": {"event": "service.stopped"}})

    def _host(self, policies: Policies) -> Host:
        config = self._state.config
        events = EventsEndpoint(self._state, policies.committer, self._tally)
        application = IntakeApplication(self._state, policies.door(events), self._tally)
        guard = Guard(config.max_connections, config.idle_seconds, config.request_seconds)
        limit, counts = config.max_body_bytes, self._tally.requests
        host = Host(application, Renderer(always(config)), guard, limit, statuses=counts)
        policies.watch(host)
        return host

    def _admin_host(self, committer: Committer, host: Host, policies: Policies) -> Host:
        def connections() -> int:
            return len(host.connections)

        def more() -> Iterator[Metric]:
            yield from policies.metrics()
            yield from spool_metrics(self._log)

        metrics = Metrics(self._state, self._tally, committer, connections, more)
        application = AdminApplication(
            self._state, committer, metrics, lambda: spool_error(self._log)
        )
        return Host(application, Renderer(()), Guard(64), _ADMIN_BODY)

    async def _retain(self) -> None:
        """Let the log remove what is too old, where it does that."""
        retain: Callable[[], object] | None = getattr(self._log, "retain", None)
        while retain is not None:
            await asyncio.sleep(RETAIN_SECONDS)
            try:
                await asyncio.to_thread(retain)
            except Exception:
                LOG.exception("old records could not be removed")


async def _listen(host: Host, listener: socket.socket) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Connection(host), sock=listener, backlog=1024)


async def _drain(hosts: list[Host]) -> None:
    """End idle connections at once, busy ones after their answers, stuck ones in the end."""
    for host in hosts:
        host.close()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            for host in hosts:
                await host.empty.wait()


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
            b", ".join(_REQUEST_HEADERS),
        ),
        (b"access-control-expose-headers", b"etag, retry-after"),
        *headers,
    )
