"""`evtool dev`: the local platform in one terminal."""

from __future__ import annotations

import io
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, style
from evtool.cli.main import INTERRUPTED
from evtool.dev.event import Event, Level, Report
from evtool.dev.screen import READY, json_line, terminal_lines
from evtool.dev.service import LIVE, PARTS, choose, require_extras
from evtool.dev.stack import Order, run_stack
from evtool.workspace import find_workspace

_TONES: dict[str, dict[str, Any]] = {
    "good": {"fg": "green"},
    "warning": {"fg": "yellow", "bold": True},
    "error": {"fg": "red", "bold": True},
    "link": {"fg": "cyan"},
    "dim": {"dim": True},
    "strong": {"bold": True},
}


@click.command(cls=Command)
@click.option("--only", metavar="NAMES", default="", help=f"Run some of: {', '.join(PARTS)}.")
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N",
    help="Port of the first service; 0: any free one.  [default: dev.registry_port, 8190]",
)  # fmt: skip
@click.option("--open", "browse", is_flag=True, help="Open the live page in the browser.")
@pass_invocation
def dev(run: Invocation, /, only: str, port: int | None, browse: bool) -> None:
    """Run the local platform: take events in, show them, serve and check the schemas.

    Runs the schema registry, the stream configuration, the intake, its log, and a page
    that shows each event as it comes; checks each schema when it is saved. Schemas and
    streams are only read. On a terminal events are lines for people; in a pipe each is a
    JSON object. Ctrl-C ends everything in order.

    \b
    Examples:
      evtool dev
      evtool dev --open
      evtool dev --only registry --port 9000
      evtool dev | jq 'select(.level == "error")'
    """
    _accept_any_text()
    parts = choose([name.strip() for name in only.split(",") if name.strip()])
    require_extras(parts)
    order = Order(
        load=lambda: find_workspace(run.directory, run.config),
        parts=parts,
        port=port,
        offline=run.offline,
        verbose=run.verbosity > 0,
        started=time.monotonic(),
    )
    run_stack(order, _report(run.verbosity, browse=browse), lambda: os._exit(INTERRUPTED))


def _accept_any_text() -> None:
    """Write out what the terminal's encoding lacks: no file name may end the platform."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _report(verbosity: int, *, browse: bool) -> Report:
    """What prints each event that is important enough, and opens the browser in time."""
    lowest = {0: Level.INFO}.get(verbosity, Level.DEBUG if verbosity > 0 else Level.WARNING)
    show = _show_lines if sys.stdout.isatty() else _show_json

    def report(event: Event) -> None:
        if event.level >= lowest:
            show(event)
        if browse and event.name == READY:
            _open(event.fields["services"])

    return report


def _open(services: Sequence[Mapping[str, Any]]) -> None:
    """Open the live page; without one, what comes first."""
    urls = {service["name"]: service["url"] for service in services}
    url = urls.get(LIVE) or next(iter(urls.values()), None)
    if url:
        click.launch(url)


def _show_json(event: Event) -> None:
    say(json_line(event, datetime.now(UTC)))


def _show_lines(event: Event) -> None:
    width = shutil.get_terminal_size().columns
    for line in terminal_lines(event, datetime.now().astimezone(), width, _paint):
        say(line)


def _paint(text: str, tone: str) -> str:
    return style(text, None, **_TONES[tone])
