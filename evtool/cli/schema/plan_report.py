"""How a materialization plan is shown: lines, a diff, JSON, or the schemas themselves."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evtool.cli.console import say, show_error, style, talk
from evtool.finding import shown_path
from evtool.schema.materialize import Change, Failure, Plan

if TYPE_CHECKING:
    from evtool.cli.schema.materialize import Request

_MARKS = {"create": ("+", "green"), "update": ("~", "yellow"), "link": ("+", "blue")}


def show_plan(plan: Plan, request: Request, root: Path) -> int:
    """Tell what was or would be written; 1 if something failed or a check found a change."""
    if request.form == "json":
        say(json.dumps(plan_json(plan, root), indent=2))
    elif request.diff:
        for change in plan.pending:
            say("".join(diff_lines(change, root)).rstrip("\n"))
    else:
        _show_lines(plan, request, root)
    if request.form != "json":
        _show_failures(plan)
        _show_summary(plan, request)
    if plan.failures or (request.check and plan.pending):
        return 1
    return 0


def show_text(plan: Plan) -> int:
    """The materialized schemas themselves, on stdout."""
    _show_failures(plan)
    texts = [change.new.decode() for change in plan.changes if not change.is_link]
    click.echo("---\n".join(texts), nl=False)
    return 1 if plan.failures else 0


def _show_failures(plan: Plan) -> None:
    """Every failure once: a server that is down fails every schema with one sentence."""
    counts = Counter(str(failure.error) for failure in plan.failures)
    shown: set[str] = set()
    for failure in plan.failures:
        text = str(failure.error)
        if text not in shown:
            shown.add(text)
            show_error(failure.error)
            if counts[text] > 1:
                talk(f"the same for {counts[text] - 1} more")


def plan_json(plan: Plan, root: Path) -> dict[str, object]:
    """The plan as a JSON document."""
    return {
        "version": 1,
        "changes": [_change_json(change, root) for change in plan.pending],
        "failures": [failure_json(failure, root) for failure in plan.failures],
        "summary": {
            "schemas": len(plan.sources),
            "changes": len(plan.pending),
            "failures": len(plan.failures),
        },
    }


def failure_json(failure: Failure, root: Path) -> dict[str, object]:
    """A failure with its place, as a JSON object."""
    error, place = failure.error, failure.error.place
    return {
        "message": error.message,
        "hint": error.hint,
        "path": shown_path(place.path if place else failure.path, root),
        "line": place.line if place else 0,
        "column": place.column if place else 0,
    }


def diff_lines(change: Change, root: Path) -> Iterator[str]:
    """A unified diff of one change, as `git diff` shows it."""
    import difflib

    name = shown_path(change.path, root)
    if change.is_link:
        was = f"-{change.old.decode()}\n" if change.old is not None else ""
        yield f"--- {name} (link)\n+++ {name} (link)\n{was}+{change.new.decode()}\n"
        return
    old = change.old.decode("utf-8", "replace").splitlines(keepends=True) if change.old else []
    new = change.new.decode().splitlines(keepends=True)
    before = f"a/{name}" if change.old is not None else "/dev/null"
    for line in difflib.unified_diff(old, new, before, f"b/{name}"):
        color = {"+": "green", "-": "red", "@": "cyan"}.get(line[0])
        text = line if line.endswith("\n") else f"{line}\n"
        yield style(text, fg=color) if color else text


def _change_json(change: Change, root: Path) -> dict[str, object]:
    return {
        "path": shown_path(change.path, root),
        "kind": change.kind,
        "schema": str(change.source.id),
        **({"target": change.new.decode()} if change.is_link else {}),
    }


def _show_lines(plan: Plan, request: Request, root: Path) -> None:
    if plan.failures and request.writes:
        return
    for change in plan.pending:
        mark, color = _MARKS[change.kind]
        name = shown_path(change.path, root)
        text = f"{name} -> {change.new.decode()}" if change.is_link else name
        say(f"{style(mark, fg=color)} {text}")


def _show_summary(plan: Plan, request: Request) -> None:
    schemas, pending = len(plan.sources), len(plan.pending)
    files = f"{pending} file{'' if pending == 1 else 's'}"
    of = f"{schemas} schema{'' if schemas == 1 else 's'}"
    if plan.failures:
        count = len(plan.failures)
        note = "; nothing was written" if request.writes else ""
        talk(f"{count} of {max(schemas, count)} schemas failed{note}")
    elif request.brief and not pending:
        pass
    elif not schemas:
        talk("no schema sources to materialize")
    elif not pending:
        talk(f"{of}: nothing to write")
    elif request.writes:
        talk(f"{of}: wrote {files}")
    else:
        talk(f"{of}: {files} would change")
    sys.stdout.flush()
