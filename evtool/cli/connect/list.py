"""`evtool connect list`: the connectors of the workspace, or the types that there are."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.connect.subject import assembly_of
from evtool.cli.console import talk
from evtool.cli.listing import format_option, show_list
from evtool.connectors.assembly import Assembled, Assembly
from evtool.connectors.catalog import connector_types, describe
from evtool.connectors.runner.lag import lag
from evtool.connectors.runner.status import statuses
from evtool.errors import EvtoolError
from evtool.log.event_log import EventLog

_TYPE_COLUMNS = ("type", "direction", "guarantee", "extra", "summary")
_COLUMNS = ("name", "type", "state", "lag", "guarantee", "streams", "error")


@click.command(cls=Command, name="list")
@click.option("--types", is_flag=True, help="List the types of connectors that there are.")
@format_option
@pass_invocation
def list_connectors(run: Invocation, /, types: bool, form: str) -> int:
    """List the connectors of the workspace with their state, or the types there are.

    The guarantee is what holds when records come again after a crash: transactional is
    exactly once, idempotent once in effect; with at_least_once a record may be there twice.
    A source has none: what it reads again has the same meta.id.

    \b
    Examples:
      evtool connect list
      evtool connect list --types
      evtool connect list --format json | jq '.connectors[] | select(.lag > 1000)'
    """
    if types:
        rows = [describe(name) for name in connector_types()]
        show_list("types", rows, form, columns=_TYPE_COLUMNS, plain="type")
        return 0
    assembly = assembly_of(run)
    if not assembly.connectors:
        talk("no connector is configured; `evtool connect list --types` shows what there is")
    show_list("connectors", _rows(assembly), form, columns=_COLUMNS, plain="name")
    return 0


def _rows(assembly: Assembly) -> Iterator[dict[str, Any]]:
    running = statuses(assembly.workspace.state)
    with contextlib.ExitStack() as opened:
        log: EventLog | None = None
        with contextlib.suppress(EvtoolError):
            log = opened.enter_context(contextlib.closing(assembly.open_log()))
        for name, one in assembly.connectors.items():
            found = running.get(name, [])
            states = sorted({status["state"] for status in found}) or ["not running"]
            errors = [status["error"] for status in found if status.get("error")]
            yield {
                "name": name,
                "type": one.connector.type,
                "direction": "sink" if one.is_sink else "source",
                "state": ", ".join(states),
                "processes": len(found),
                "lag": _lag(log, name, one) if one.is_sink else _told_lag(found),
                "guarantee": _guarantee(assembly, one),
                "streams": _streams(one),
                "rows": sum(status.get("rows", 0) for status in found),
                "dead_letters": sum(status.get("dead_letters", 0) for status in found),
                "error": errors[0] if errors else None,
            }


def _lag(log: EventLog | None, name: str, one: Any) -> int | None:
    if log is None:
        return None
    try:
        return lag(log, name, one.selection)
    except EvtoolError:
        return None


def _told_lag(found: list[dict[str, Any]]) -> int | None:
    """What the process that runs a source says: the store is not asked here."""
    lags = [one["lag"] for one in found if one.get("lag") is not None]
    return max(lags, default=None)


def _streams(one: Assembled) -> list[str]:
    if not one.is_sink:
        stream = one.connector.reading.stream
        return [] if stream is None else [stream]
    return list(one.selection.streams) or list(one.connector.common.streams)


def _guarantee(assembly: Assembly, one: Any) -> str | None:
    try:
        made = one.connector.make(assembly.workspace)
    except EvtoolError:
        return None
    return str(made.guarantee) if one.is_sink else None
