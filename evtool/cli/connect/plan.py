"""`evtool connect plan`: what a run would read, create and change."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.connect.subject import assembly_of, chosen, complete_connector, text_format_option
from evtool.cli.console import say, style
from evtool.connectors.plan import ConnectorPlan, plan_connector
from evtool.connectors.state import Change, changes, last_run

_LONGEST = 200
_TONES = {"starts": "green", "changes": "yellow", "stops": "red"}


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_connector)
@text_format_option
@pass_invocation
def plan(run: Invocation, /, names: tuple[str, ...], form: str) -> int:
    """Show what a run would read, create and change; nothing is touched.

    For each connector: whether it starts, changes, stays or stops against the last run; its
    streams and topics with the offsets to go on from; and what the sink would make, as
    statements or names of files. For a source: what it would read, and from where.

    \b
    Examples:
      evtool connect plan
      evtool connect plan archive
      evtool connect plan --format json | jq '.connectors[] | select(.change == "starts")'
    """
    assembly = assembly_of(run)
    before = last_run(assembly.workspace.state)
    found = assembly.connectors if before and not names else chosen(assembly, names)
    verbs = {one.name: one for one in changes(before, assembly.connectors)}
    gone = [one for one in verbs.values() if one.verb == "stops" and not names]
    with contextlib.closing(assembly.open_log()) as log:
        plans = {
            name: plan_connector(assembly, one, verbs[name], log) for name, one in found.items()
        }
    if form == "json":
        rows = [_row(name, one) for name, one in plans.items()]
        rows += [{"name": one.name, "change": one.verb, "why": one.why} for one in gone]
        say(json.dumps({"version": 1, "connectors": rows}, indent=2, ensure_ascii=False))
        return 0
    for name, one in plans.items():
        _show(name, one)
    for change in gone:
        say(_heading(change, ""))
    return 0


def _heading(change: Change, about: str) -> str:
    verb = style(change.verb, fg=_TONES.get(change.verb), bold=change.verb in _TONES)
    why = f": {change.why}" if change.why else ""
    return f"{change.name}{about} {verb}{why}"


def _show(name: str, plan: ConnectorPlan) -> None:
    guarantee = f", {plan.guarantee}" if plan.guarantee else ""
    say(_heading(plan.change, f" ({plan.type}{guarantee})"))
    else_ = "none is configured" if plan.direction == "sink" else "those that events name"
    say(f"  streams  {', '.join(plan.streams) or else_}")
    if plan.direction == "source":
        _show_source(plan)
        return
    for one in plan.partitions:
        how = "goes on at" if one.committed else "begins at"
        count = one.next - one.offset
        say(f"  {one.topic}/{one.partition}  {how} {one.offset:,}; {count:,} to deliver")
    for topic in plan.waiting:
        say(f"  {topic}  no record yet")
    if not plan.partitions and not plan.waiting:
        say(f"  reads nothing: no stream fits its `streams` or names {name} in `consumers`")
    if plan.problem:
        say(f"  {style('problem', fg='red')}  {plan.problem}")
    _show_statements(plan)


def _show_source(plan: ConnectorPlan) -> None:
    if plan.position is not None:
        text = json.dumps(plan.position)
        say(f"  goes on  after {text[:_LONGEST]}{'...' if len(text) > _LONGEST else ''}")
    if plan.problem:
        say(f"  {style('problem', fg='red')}  {plan.problem}")
    _show_statements(plan)


def _show_statements(plan: ConnectorPlan) -> None:
    for statement in plan.statements:
        lines = statement.splitlines()
        say(
            "\n".join(
                [f"  would  {lines[0]}" if lines else "", *(f"         {one}" for one in lines[1:])]
            )
        )


def _row(name: str, plan: ConnectorPlan) -> dict[str, Any]:
    made = dataclasses.asdict(plan)
    change = made.pop("change")
    lag = plan.lag if plan.direction == "sink" else None
    return {"name": name, "change": change["verb"], "why": change["why"], "lag": lag, **made}
