"""`evtool event validate`: events as the intake would judge them, without one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from evtool.cli.base import Invocation, pass_invocation
from evtool.cli.console import talk
from evtool.cli.event.files import named, opened
from evtool.cli.extras import require
from evtool.cli.report_output import emit
from evtool.cli.reporting import ReportingCommand
from evtool.cli.schema.subject import complete_title
from evtool.report import Report, RuleDoc

if TYPE_CHECKING:
    from evtool.intake.event.router import Router
    from evtool.intake.offline.findings import Judgment

_NEEDED = ("jsonschema_rs", "orjson")


@click.command(cls=ReportingCommand)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--schema", metavar="TITLE[@VERSION]", shell_complete=complete_title,
    help="Judge by this schema, whatever $schema the events name.",
)  # fmt: skip
@click.option(
    "--no-streams", is_flag=True,
    help="Leave the stream configuration out: any schema may go into any stream.",
)  # fmt: skip
@pass_invocation
def validate(
    run: Invocation, /, files: tuple[str, ...], schema: str | None, no_streams: bool, outputs: Any
) -> int:
    """Check events exactly as the intake would, offline.

    A FILE holds JSON lines, an array of events, or JSON one after another; - is stdin.
    Schemas and streams are those of the workspace, the reasons those of the service. Exit 1
    if an event would be refused.

    \b
    Examples:
      evtool event validate events.jsonl
      evtool event example page.change | evtool event validate
      evtool event validate events.json --format json
      evtool event validate old.jsonl --schema page/change@2.0.0 --no-streams
    """
    require("evtool event validate", _NEEDED, "intake")
    from evtool.intake.client.reading import read_events
    from evtool.intake.offline.findings import Judgment
    from evtool.intake.offline.judge import Judge
    from evtool.intake.offline.routing import offline_router, schema_uri

    started = time.monotonic()
    router = offline_router(run.workspace, with_streams=not no_streams)
    judge = Judge(router, None if schema is None else schema_uri(router.library, schema))
    judgment = Judgment()
    paths = []
    for name in named(files):
        with opened(run, name) as (path, stream):
            paths.append(path)
            judgment.take(judge, read_events(stream), path)
    report = Report.of(
        judgment.findings, paths, time.monotonic() - started, _documentation(judgment)
    )
    emit(run, report, outputs, run.workspace.root, judgment.source)
    _sum_up(judgment, router)
    return 1 if judgment.invalid else 0


def _sum_up(judgment: Judgment, router: Router) -> None:
    total = judgment.valid + judgment.invalid
    talk(f"{total:,} events: {judgment.valid:,} valid, {judgment.invalid:,} invalid")
    if judgment.untold:
        talk(f"findings of {judgment.untold:,} more invalid events are left out")
    if router.streams is None:
        talk("no stream configuration was looked at", 1)


def _documentation(judgment: Judgment) -> dict[str, RuleDoc]:
    text = "The intake refuses the event for this reason: `type` in its answer."
    return {
        one.rule: RuleDoc("An event that the intake refuses.", text) for one in judgment.findings
    }
