"""`evtool streams check`: the rules for stream configuration."""

from __future__ import annotations

import datetime
import time
from typing import Any

import click

from evtool.cli.base import Invocation, pass_invocation
from evtool.cli.console import warn
from evtool.cli.report_output import emit
from evtool.cli.reporting import ReportingCommand
from evtool.cli.streams.subject import environment_option
from evtool.config import nearest
from evtool.errors import ConfigurationError
from evtool.report import Report, RuleDoc
from evtool.rules.engine.outcome import Outcome, Request
from evtool.rules.policy.settings import CheckSettings
from evtool.rules.stream import RULES
from evtool.rules.stream.workspace import check_streams
from evtool.selection import Files
from evtool.streams.load import stream_files


def _rules(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Names of rules, separated by commas; a misspelt one is answered with the nearest."""
    chosen = tuple(name.strip() for value in values for name in value.split(",") if name.strip())
    known = [one.id for one in RULES]
    for name in chosen:
        if name not in known:
            message = f"no rule is called {name!r}; {nearest(name, known)}"
            raise click.BadParameter(message, context, parameter)
    return chosen


@click.command(cls=ReportingCommand, name="check")
@click.argument("paths", nargs=-1, metavar="[FILE]...")
@click.option("--select", multiple=True, metavar="IDS", callback=_rules, help="Only these rules.")
@click.option("--ignore", multiple=True, metavar="IDS", callback=_rules, help="Not these rules.")
@environment_option
@pass_invocation
def check(run: Invocation, /, paths: tuple[str, ...], outputs: Any, **how: Any) -> int:
    """Check the stream configuration, also against the schemas that it names.

    FILEs are checked together instead of those that evtool.yaml lists. Exit 1 if there is an
    error. IDS are rules, separated by commas; `evtool rules ID` explains one.

    \b
    Examples:
      evtool streams check
      evtool streams check --environment private --format github
      evtool streams check streams.yaml --ignore stream.canary-off
    """
    started = time.monotonic()
    if not paths and not stream_files(run.workspace):
        raise ConfigurationError(
            "no stream file is configured",
            hint="add `streams: {files: [streams.yaml]}` to evtool.yaml, or name a file",
        )
    request = Request(
        run.workspace,
        Files(run.workspace, offline=run.offline, warn=warn),
        run.workspace.section("check", CheckSettings),
        datetime.datetime.now(tz=datetime.UTC).date(),
        select=how["select"],
        ignore=how["ignore"],
    )
    files = [run.path(path) for path in paths] or None
    outcome = check_streams(request, how["environments"] or None, files)
    seconds = time.monotonic() - started
    report = Report.of(outcome.findings, outcome.files, seconds, _documentation(outcome))
    return emit(run, report, outputs, run.workspace.root)


def _documentation(outcome: Outcome) -> dict[str, RuleDoc]:
    return {
        name: RuleDoc(one.summary, one.documentation.markdown(), one.severity)
        for name, one in outcome.rules.items()
    }
