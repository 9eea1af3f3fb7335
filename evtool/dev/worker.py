"""One worker of the intake: `python -m evtool.dev.worker`, started by `evtool.dev.workers`.

As with other services, standard input is the lifeline to the supervisor, and standard
output carries events. Sockets, pipes and the descriptor for access lines are inherited.
"""

from __future__ import annotations

import argparse
import logging
import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from evtool.dev.child import failed, log_to_stdout
from evtool.dev.lifeline import hold_lifeline
from evtool.errors import EvtoolError
from evtool.intake.config import IntakeConfig
from evtool.intake.deduplication.peers import Pipes
from evtool.intake.policies import Worker
from evtool.intake.serve import serve
from evtool.workspace import load_workspace


def main(arguments: Sequence[str]) -> int:
    """Take events in until SIGTERM; the exit code."""
    asked = _parser().parse_args(arguments)
    hold_lifeline(sys.stdin.fileno())
    log_to_stdout(asked.level)
    pipes = Pipes(asked.hear, tuple(asked.speak)) if asked.hear is not None else None
    try:
        workspace = load_workspace(asked.config)
        config = workspace.section("intake", IntakeConfig)
        if asked.lines is not None:
            config = replace(config, access_log=True)
        worker = Worker(asked.name, asked.lines or 0, pipes, asked.rates)
        with ExitStack() as opened:
            listener, admin = (
                opened.enter_context(socket.socket(fileno=one)) for one in asked.sockets
            )
            serve(workspace, listener, admin=admin, tell=asked.tell, config=config, worker=worker)
    except EvtoolError as error:
        return failed(error)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="evtool.dev.worker", allow_abbrev=False)
    parser.add_argument("name")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--sockets", type=int, nargs=2, required=True)
    parser.add_argument("--level", type=int, default=logging.INFO)
    parser.add_argument("--lines", type=int)
    parser.add_argument("--hear", type=int)
    parser.add_argument("--speak", type=int, nargs="*", default=[])
    parser.add_argument("--rates", type=int)
    parser.add_argument("--tell", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
