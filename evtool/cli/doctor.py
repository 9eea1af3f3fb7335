"""`evtool doctor`: what is wrong with machine and workspace, each with its repair."""

from __future__ import annotations

import json
from collections import Counter

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, style, talk
from evtool.doctor import Level, Result, examine

_COLORS = {Level.OK: "green", Level.WARNING: "yellow", Level.PROBLEM: "red"}
_WIDTH = max(len(level) for level in Level)


@click.command(cls=Command)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How the results are told.",
)  # fmt: skip
@pass_invocation
def doctor(run: Invocation, form: str) -> int:
    """Check machine and workspace; each complaint comes with its repair.

    Looks at Python, git, the workspace file, repositories, hook, links, line ends, ports
    and permissions. Ends with 1 when there is a problem; warnings do not count.

    \b
    Examples:
      evtool doctor
      evtool doctor -q              only what is not in order
      evtool -C shop doctor --format json
    """
    results = list(examine(run.directory, run.config))
    if form == "json":
        say(json.dumps(_document(results), indent=2, ensure_ascii=False))
    else:
        _show(results, everything=run.verbosity >= 0)
    return 1 if any(one.level is Level.PROBLEM for one in results) else 0


def _document(results: list[Result]) -> dict[str, object]:
    counts = Counter(one.level for one in results)
    return {
        "version": 1,
        "results": [one.as_json() for one in results],
        "summary": {level.value: counts[level] for level in Level},
    }


def _show(results: list[Result], *, everything: bool) -> None:
    names = max(len(one.check) for one in results)
    for one in results:
        if not everything and one.level is Level.OK:
            continue
        level = style(
            f"{one.level:<{_WIDTH}}", fg=_COLORS[one.level], bold=one.level is not Level.OK
        )
        say(f"{level}  {one.check:<{names}}  {one.message}")
        if one.repair:
            say(f"{'':<{_WIDTH + names + 4}}{style('repair:', fg='cyan')} {one.repair}")
    counts = Counter(one.level for one in results)
    problems, warnings = counts[Level.PROBLEM], counts[Level.WARNING]
    talk(f"{len(results)} checks: {_number(problems, 'problem')}, {_number(warnings, 'warning')}")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
