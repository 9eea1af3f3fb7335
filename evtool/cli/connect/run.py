"""`evtool connect run`: connectors in the foreground."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.connect.subject import complete_connector
from evtool.cli.console import status_line, talk
from evtool.cli.extras import require
from evtool.cli.main import INTERRUPTED
from evtool.cli.serving import log_to_stderr, log_to_terminal
from evtool.connectors.runner.member import Member
from evtool.connectors.runner.team import Report, Team
from evtool.dev.connect import run_team
from evtool.dev.ports import listen_exactly


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_connector)
@click.option("--all", "everything", is_flag=True, help="All connectors, also those to come.")
@click.option(
    "--metrics-port", type=click.IntRange(0, 65535), metavar="N",
    help="Answer /metrics on this port of loopback; 0: any free one.",
)  # fmt: skip
@pass_invocation
def run(
    run: Invocation, /, names: tuple[str, ...], everything: bool, metrics_port: int | None
) -> int:
    """Deliver events to stores until SIGTERM or Ctrl-C.

    A record is committed once it is durable in the store, or in the error stream because
    the store will never take it. A store that is away is waited for, with an alarm in the
    log. Changes of evtool.yaml and of the streams are followed. On a terminal a line shows
    how far each connector is; elsewhere the log is JSON lines on stderr.

    More processes of one connector share its partitions. Exit 2 when a connector cannot go
    on, 0 at the end that was asked for.

    \b
    Examples:
      evtool connect run archive
      evtool connect run --all --metrics-port 9102
    """
    if bool(names) == everything:
        raise click.UsageError("name connectors, or say --all")
    with ExitStack() as opened:
        team = Team(run.workspace, names, opened.enter_context(_shown(run)))
        if metrics_port is not None:
            _serve_metrics(team, metrics_port)
        return run_team(team, lambda: os._exit(INTERRUPTED))


def _serve_metrics(team: Team, port: int) -> None:
    require("evtool connect run --metrics-port", ["prometheus_client"], "connect")
    from evtool.connectors.runner.metrics import Metrics, serve_metrics

    listener = listen_exactly("127.0.0.1", port)
    serve_metrics(Metrics(team.tallies), listener.socket)
    talk(f"metrics at {listener.url}/metrics")


@contextmanager
def _shown(run: Invocation) -> Iterator[Report]:
    """A line on a terminal, below the log for people; elsewhere the log, for programs."""
    if not sys.stderr.isatty():
        log_to_stderr(run.verbosity)
        yield lambda _: None
        return
    with status_line() as update:
        log_to_terminal(run.verbosity)  # now, so that its lines go above that one
        yield lambda members: update("   ".join(_line(one) for one in members.values()))


def _line(member: Member) -> str:
    tally = member.tally
    parts = [f"{tally.rows:,} rows"]
    if tally.lag is not None:
        parts.append(f"lag {tally.lag:,}")
    if tally.dead_letters:
        parts.append(f"{tally.dead_letters:,} refused")
    state = "" if tally.state == "running" else f" {tally.state}"
    return f"{member.name}{state}: {', '.join(parts)}"
