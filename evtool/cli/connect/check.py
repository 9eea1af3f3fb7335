"""`evtool connect check`: try to connect, and explain what is wrong."""

from __future__ import annotations

import dataclasses
import json

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.connect.subject import chosen, complete_connector, text_format_option
from evtool.cli.console import say, style
from evtool.connectors.assembly import assemble
from evtool.connectors.trial import Result, try_out

_CODES = {"ok": 0, "away": 1, "wrong": 2}
_TONES = {"ok": "green", "away": "yellow", "wrong": "red"}


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_connector)
@text_format_option
@pass_invocation
def check(run: Invocation, /, names: tuple[str, ...], form: str) -> int:
    """Try to connect, and explain what is wrong; no event is read or written.

    A sink makes what has to be there, such as a table. Exit 0 if all connect, 1 if a store
    is away or refuses us, 2 if a connector cannot work as it is configured.

    \b
    Examples:
      evtool connect check
      evtool connect check archive --format json
    """
    assembly = assemble(run.workspace)
    found = chosen(assembly, names)
    results = [try_out(assembly, one) for one in found.values()]
    if form == "json":
        rows = [dataclasses.asdict(one) for one in results]
        say(json.dumps({"version": 1, "connectors": rows}, indent=2, ensure_ascii=False))
    else:
        for one in results:
            _show(one)
    return max(_CODES[one.verdict] for one in results)


def _show(result: Result) -> None:
    verdict = style(f"{result.verdict:5}", fg=_TONES[result.verdict], bold=True)
    say(f"{verdict} {result.name}: {result.message}")
    if result.hint:
        say(f"      help: {result.hint}")
    for remark in result.remarks:
        say(f"      note: {remark}")
