"""The live page as a service of the local platform: what the intake is like, and where."""

from __future__ import annotations

import socket
from collections.abc import Mapping

from evtool.intake.config import IntakeConfig
from evtool.workspace import Workspace

INTAKE = "intake"


def serve_live(workspace: Workspace, listener: socket.socket, urls: Mapping[str, str]) -> None:
    """Serve the live page; `urls` are where the services of the platform listen.

    Without an intake among them, the page speaks to the one that the configuration names.

    Raises:
        EvtoolError: The configuration cannot be used.
    """
    from evtool.live.serve import serve

    config = workspace.section("intake", IntakeConfig)
    url = urls.get(INTAKE) or f"http://127.0.0.1:{config.port}"
    serve(workspace, listener, intake=url, error_stream=config.error_stream)
