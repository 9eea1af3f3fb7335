"""The connectors of the workspace as a service of the local platform, with its metrics."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from queue import Empty, SimpleQueue

from evtool.connectors.runner.collector import rest_collector
from evtool.connectors.runner.team import Team
from evtool.dev.process import READY
from evtool.dev.signals import on_signals
from evtool.workspace import Workspace

LOG = logging.getLogger("evtool.connectors")


def serve_connect(workspace: Workspace, listener: socket.socket) -> None:
    """Run all connectors until SIGTERM; the socket answers /metrics.

    Raises:
        EvtoolError: The configuration is wrong, or the only connector cannot work.
    """
    from evtool.connectors.runner.metrics import Metrics, serve_metrics

    team = Team(workspace)
    serve_metrics(Metrics(team.tallies), listener)
    LOG.info("connectors run", extra={"fields": {"event": READY}})
    run_team(team)


def run_team(team: Team, force: Callable[[], None] = lambda: None) -> int:
    """Run connectors until the first signal that ends; the exit code. `force`: see `on_signals`.

    Raises:
        EvtoolError: See `Team.run`.
    """
    asked: SimpleQueue[None] = SimpleQueue()  # unlike an event it may be used in a signal handler

    def comes(seconds: float) -> bool:
        try:
            asked.get(timeout=seconds)
        except Empty:
            return False
        return True

    rest_collector()
    with on_signals(lambda: asked.put(None), force):
        return team.run(comes)
