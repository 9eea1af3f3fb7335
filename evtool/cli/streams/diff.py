"""`evtool streams diff`: what changes since a commit, for which stream and for whom."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, style, warn
from evtool.cli.streams.subject import configuration_of, environment_option
from evtool.errors import EvtoolError
from evtool.git import Git
from evtool.streams.committed import committed_streams
from evtool.streams.configuration import Configuration
from evtool.streams.difference import Change, StreamChange, difference, reordered
from evtool.streams.telling import setting_change, summary

_SIGNS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}


@click.command(cls=Command)
@click.argument("ref", metavar="REF")
@environment_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="json is for programs.",
)  # fmt: skip
@click.option("--exit-code", is_flag=True, help="Exit 1 if anything differs, as diff does.")
@pass_invocation
def diff(
    run: Invocation, /, ref: str, environments: tuple[str, ...], form: str, exit_code: bool
) -> int:
    """Show what changes since a commit: for which stream, client and consumer.

    REF is a branch, a tag or a commit. What is compared is in effect, not written: a
    changed default shows in every stream that it holds for.

    \b
    Examples:
      evtool streams diff origin/main
      evtool streams diff HEAD --environment private
      evtool streams diff v1.2.0 --format json
    """
    new = configuration_of(run, environments)
    old = _old(run, ref, environments)
    changes, order = difference(old, new), reordered(old, new)
    if form == "json":
        say(json.dumps(_json(ref, changes, order), indent=2, ensure_ascii=False))
    else:
        _show(changes, order)
    return 1 if exit_code and (changes or order) else 0


def _old(run: Invocation, ref: str, environments: Sequence[str]) -> Configuration:
    git = Git.find(run.workspace.root)
    if git is None:
        raise EvtoolError("the workspace is in no git repository", hint="`git init` makes it one")
    made = committed_streams(run.workspace, git, ref, environments or None)
    for problem in made.problems:
        warn(f"in {ref}: {problem.message}")
    return made


def _json(ref: str, changes: Sequence[StreamChange], order: Sequence[str]) -> dict[str, Any]:
    return {
        "version": 1,
        "against": ref,
        "streams": [
            {
                "stream": one.stream,
                "change": one.kind,
                "settings": [_setting_json(each) for each in one.changes],
                "clients": one.clients,
                "services": one.services,
                "consumers": one.consumers,
            }
            for one in changes
        ],
        "regex_order": list(order),
    }


def _setting_json(change: Change) -> dict[str, Any]:
    """A changed setting; the side that lacks it has no key."""
    sides = {"old": change.old, "new": change.new}
    return {
        "pointer": change.pointer,
        **{name: value for name, value in sides.items() if name != change.absent},
    }


def _show(changes: Sequence[StreamChange], order: Sequence[str]) -> None:
    for group in _groups(changes):
        first = group[0]
        sign, color = _SIGNS[first.kind]
        names = ", ".join(one.stream for one in group)
        say(f"{style(sign, fg=color)} {style(names, bold=True)}")
        if first.kind == "changed":
            for change in first.changes:
                say(f"    {setting_change(change)}")
        for word in ("clients", "services", "consumers"):
            concerned = getattr(first, word)
            if concerned:
                say(style(f"    {word}: {', '.join(concerned)}", dim=True))
    if order:
        say(f"{style('~', fg='yellow')} regexes are looked at in another order: {', '.join(order)}")
    say(summary(changes))


def _groups(changes: Sequence[StreamChange]) -> list[list[StreamChange]]:
    """Streams with the same change together; one that is not like others stands alone."""
    made: dict[str, list[StreamChange]] = {}
    for one in changes:
        shown = [one.kind, one.clients, one.services, one.consumers]
        alike = [setting_change(each) for each in one.changes if one.kind == "changed"]
        key = repr([*shown, alike]) if alike else one.stream
        made.setdefault(key, []).append(one)
    return list(made.values())
