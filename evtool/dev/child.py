"""The process of one service: `python -m evtool.dev.child NAME`, started by the supervisor.

Standard input is the lifeline to the supervisor, standard output carries events, one
JSON object a line; the socket to serve on is inherited.
"""

from __future__ import annotations

import argparse
import json
import logging
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from evtool.dev.lifeline import hold_lifeline
from evtool.dev.service import service
from evtool.errors import EvtoolError
from evtool.workspace import load_workspace

FAILED = 2
"""The exit code when the workspace or the service cannot be used as it is."""


def main(arguments: Sequence[str]) -> int:
    """Run one service until SIGTERM; the exit code."""
    asked = _parser().parse_args(arguments)
    hold_lifeline(sys.stdin.fileno())
    log_to_stdout(logging.DEBUG if asked.verbose else logging.INFO)
    try:
        chosen = service(asked.name)
        module, _, function = chosen.target.partition(":")
        run = getattr(import_module(module), function)
        workspace = load_workspace(asked.config)
        told = [dict(asked.url)] if chosen.knows_others else []
        with socket.socket(fileno=asked.socket) as listener:
            run(workspace, listener, *told)
    except EvtoolError as error:
        return failed(error)
    return 0


def failed(error: EvtoolError) -> int:
    """Tell the supervisor why the service cannot run; the exit code."""
    fields = {"event": "service.failed", "hint": error.hint}
    logging.getLogger("evtool").error(str(error), extra={"fields": fields})
    return FAILED


class EventLines(logging.Formatter):
    """Log records as events: one JSON object a line.

    A record may carry `fields`, a map whose `event` is the event's name. `clock` gives the
    time of a line, where nobody else adds it.
    """

    def __init__(self, clock: Callable[[], dict[str, str]] = dict) -> None:
        super().__init__()
        self._clock = clock

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        fields: dict[str, Any] = dict(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[1]:
            fields["traceback"] = "".join(traceback.format_exception(record.exc_info[1]))
        return json.dumps(
            {
                **self._clock(),
                "event": fields.pop("event", "service.log"),
                "level": record.levelname.lower().replace("critical", "error"),
                "message": record.getMessage(),
                **fields,
            }
        )


def log_to_stdout(level: int) -> None:
    """Our own log from `level` up, that of libraries from warnings up."""
    lines = logging.StreamHandler(sys.stdout)
    lines.setFormatter(EventLines())
    logging.basicConfig(level=logging.WARNING, handlers=[lines])
    logging.getLogger("evtool").setLevel(level)


def _named_url(text: str) -> tuple[str, str]:
    name, _, url = text.partition("=")
    return name, url


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="evtool.dev.child", allow_abbrev=False)
    parser.add_argument("name")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--socket", type=int, required=True)
    parser.add_argument("--url", action="append", default=[], type=_named_url)
    parser.add_argument("--verbose", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
