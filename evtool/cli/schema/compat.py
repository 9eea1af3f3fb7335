"""`evtool schema compat`: is a version compatible with another one, and which event shows it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, style, warn
from evtool.cli.schema.material import Material
from evtool.cli.schema.subject import complete_title
from evtool.document import load_document
from evtool.errors import ConfigurationError, EvtoolError, Place
from evtool.schema.compatibility import (
    Answer,
    Change,
    Level,
    Policy,
    Side,
    Verdict,
    answer_pair,
    as_json,
    check,
)
from evtool.schema.difference import ABSENT
from evtool.schema.version import Label

_COLORS = {Answer.COMPATIBLE: "green", Answer.INCOMPATIBLE: "red", Answer.UNDECIDED: "yellow"}
_LONGEST_WITNESS = 2_000


@click.command(cls=Command)
@click.argument("old", metavar="OLD", required=False, shell_complete=complete_title)
@click.argument("new", metavar="NEW", required=False, shell_complete=complete_title)
@click.option(
    "--level", type=click.Choice([one.value for one in Level], case_sensitive=False),
    default=Level.BACKWARD.value, show_default=True,
    help="BACKWARD: old events fit NEW. FORWARD: new events fit OLD. FULL: both.",
)  # fmt: skip
@click.option(
    "--policy", type=click.Choice([one.value for one in Policy]), default=Policy.EVENT.value,
    show_default=True,
    help="event: optional fields may be added, nothing removed, types never change. "
    "strict: inclusion of all JSON values.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How the verdict is told.",
)  # fmt: skip
@click.option(
    "--pairs", metavar="FILE",
    help='Compare many: JSON lines {"id", "old", "new"}, answered line by line; - for stdin.',
)  # fmt: skip
@click.option("--fail-undecided", is_flag=True, help="Exit 1 if nothing could be decided.")
@pass_invocation
def compat(
    run: Invocation,
    /,
    old: str | None,
    new: str | None,
    level: str,
    policy: str,
    form: str,
    pairs: str | None,
    fail_undecided: bool,
) -> int:
    """Prove or refute that a version is compatible with another one.

    OLD and NEW are titles with a version, `$id`s, or files. "Compatible" is proved;
    "incompatible" is shown by a witness, an event that one version accepts and the other
    refuses, confirmed by a validator. What is neither is undecided: a warning.

    Exit 0 if compatible or undecided, 1 if incompatible.

    \b
    Examples:
      evtool schema compat page/change@1.0.0 page/change@1.1.0
      evtool schema compat page/change@1.0.0 page/change@current --level FULL
      evtool schema compat old.json new.json --policy strict --format json
      evtool schema compat --pairs pairs.jsonl
    """
    measure = Level(level.upper()), Policy(policy)
    if pairs is not None:
        if old is not None or new is not None:
            raise click.UsageError("--pairs replaces OLD and NEW")
        return _answer_pairs(run, pairs, measure, fail_undecided)
    if old is None or new is None:
        raise click.UsageError("name OLD and NEW, or a file with --pairs")
    before, after = _schemas(run, old, new)
    verdict = check(before[1], after[1], *measure)
    if form == "json":
        names = {"old": before[0], "new": after[0]}
        facts = {"version": 1, **names, "level": measure[0], "policy": measure[1]}
        say(json.dumps({**facts, **as_json(verdict)}, indent=2))
    else:
        _show((before[0], after[0]), verdict, run.verbosity)
    if verdict.answer is Answer.UNDECIDED:
        warn(f"undecided: {verdict.reason}")
    return _exit_code(verdict.answer, fail_undecided)


def _exit_code(answer: Answer, fail_undecided: bool) -> int:
    failed = answer is Answer.INCOMPATIBLE or (answer is Answer.UNDECIDED and fail_undecided)
    return 1 if failed else 0


def _schemas(run: Invocation, old: str, new: str) -> tuple[tuple[str, Any], tuple[str, Any]]:
    """Both schemas with their names; plain files need no workspace."""
    try:
        material = Material.of(run)
    except ConfigurationError:
        if not all(run.path(text).is_file() for text in (old, new)):
            raise
        before, after = (load_document(run.path(text)).value for text in (old, new))
        return (old, before), (new, after)
    return material.value(old), material.value(new, Label.CURRENT)


def _answer_pairs(
    run: Invocation, name: str, measure: tuple[Level, Policy], fail_undecided: bool
) -> int:
    """Answer each line as soon as it is read."""
    code = 0
    with _lines(run, name) as lines:
        for line in filter(str.strip, lines):
            answer = answer_pair(line, *measure)
            say(json.dumps(answer))
            if answer["compatible"] is False or (fail_undecided and answer["compatible"] is None):
                code = 1
    return code


@contextmanager
def _lines(run: Invocation, name: str) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdin
        return
    path = run.path(name)
    try:
        with path.open(encoding="utf-8") as stream:
            yield stream
    except (OSError, UnicodeDecodeError) as error:
        raise EvtoolError(
            f"cannot be read: {error}", hint="name a file of JSON lines", place=Place(path)
        ) from error


def _show(names: tuple[str, str], verdict: Verdict, verbosity: int) -> None:
    answer = style(str(verdict.answer), fg=_COLORS[verdict.answer], bold=True)
    say(f"{names[0]} -> {names[1]}: {answer}")
    decided = verdict.answer is not Answer.UNDECIDED
    breaking = style("error", fg="red") if decided else style("unclear", fg="yellow")
    for change in verdict.changes:
        if change.breaking or verbosity > 0:
            _show_change(change, breaking if change.breaking else style("info", dim=True))
    quiet = sum(not change.breaking for change in verdict.changes)
    if quiet and verbosity <= 0:
        say(f"  and {quiet} change{'s' * (quiet > 1)} that may be made; -v shows them")


def _show_change(change: Change, mark: str) -> None:
    say(f"  {mark} {change.sentence}  [compatibility.{change.rule}, breaks {change.breaks}]")
    places = [change.old_pointer or "/", change.new_pointer or "/"]
    say(
        f"    at {' in OLD, at '.join(dict.fromkeys(places))}{' in NEW' * (places[0] != places[1])}"
    )
    if change.witness is not ABSENT:
        refusing = Side.NEW if change.accepted_by is Side.OLD else Side.OLD
        text = json.dumps(change.witness, ensure_ascii=False)
        shown = text if len(text) <= _LONGEST_WITNESS else f"{text[:_LONGEST_WITNESS]}..."
        say(f"    {change.accepted_by.upper()} accepts, {refusing.upper()} refuses: {shown}")
