"""What commands that run a service have in common: their socket and their log."""

from __future__ import annotations

import logging
import sys

from evtool.dev.child import EventLines
from evtool.dev.ports import Listener, listen
from evtool.errors import EvtoolError


def listen_exactly(host: str, port: int) -> Listener:
    """Listen on exactly this port: clients know it.

    Raises:
        EvtoolError: It is busy, or not ours.
    """
    made = listen(host, port)
    if made.moved:
        made.socket.close()
        raise EvtoolError(
            f"the port {port} of {host} is busy", hint="choose another one with --port"
        )
    return made


def log_to_stderr(verbosity: int) -> None:
    """Our own log as JSON lines, from the level that -v and -q ask for; others' warnings."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(EventLines())
    logging.basicConfig(level=logging.WARNING, handlers=[lines])
    levels = {0: logging.INFO}
    level = levels.get(verbosity, logging.DEBUG if verbosity > 0 else logging.WARNING)
    logging.getLogger("evtool").setLevel(level)
