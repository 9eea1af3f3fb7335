"""`evtool rules`: list the rules, or explain one."""

from __future__ import annotations

import json
import textwrap
from typing import Any

import click
from click.shell_completion import CompletionItem

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, style
from evtool.cli.listing import FORMATS, show_list
from evtool.config import nearest
from evtool.errors import EvtoolError
from evtool.rules.registry import names
from evtool.rules.registry import rules as all_rules
from evtool.rules.rule import Rule

_COLUMNS = ("rule", "severity", "fixable", "summary")
_WIDTH = 88


def _complete(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    return [CompletionItem(name) for name in sorted(names()) if name.startswith(incomplete)]


@click.command(cls=Command)
@click.argument("rule", metavar="[ID]", required=False, shell_complete=_complete)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True,
    help="How the list, or with json the explanation, is printed.",
)  # fmt: skip
@pass_invocation
def rules(_run: Invocation, /, rule: str | None, form: str) -> int:
    """List the rules, or explain one: what it asks for, why, and how to repair it.

    ID is a rule, or a family such as `robustness` to list its rules only.

    \b
    Examples:
      evtool rules
      evtool rules robustness.snake-case
      evtool rules compatibility --format json
    """
    known = all_rules()
    if rule is not None and rule in known:
        _explain(known[rule], form)
        return 0
    family = rule.removesuffix(".*") if rule is not None else None
    if family is not None and family not in names():
        hint = nearest(str(rule), sorted(names()))
        raise EvtoolError(f"no rule is called {rule!r}", hint=hint)
    chosen = [one for one in known.values() if family in (None, one.family)]
    show_list("rules", map(_row, chosen), form, columns=_COLUMNS, plain="rule")
    return 0


def _row(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "family": rule.family,
        "severity": rule.severity.value,
        "fixable": rule.fixable,
        "summary": rule.summary,
    }


def _explain(rule: Rule, form: str) -> None:
    told = rule.documentation
    parts = {
        "description": told.description,
        "why": told.why,
        "example": told.example,
        "repair": told.repair,
    }
    if form in ("json", "jsonl"):
        document = {"version": 1, **_row(rule), **parts}
        say(json.dumps(document, indent=2 if form == "json" else None, ensure_ascii=False))
        return
    fix = ", --fix repairs it" if rule.fixable else ""
    say(f"{style(rule.id, bold=True)} ({rule.severity.value}{fix})")
    say()
    for text in (told.summary, told.description):
        _paragraphs(text)
    _paragraphs(told.why, "Why: ")
    say(style("Example:", bold=True))
    say(textwrap.indent(told.example, "    "))
    say()
    _paragraphs(told.repair, "Repair: ")


def _paragraphs(text: str, label: str = "") -> None:
    """Paragraphs filled to a readable width, the first with a label in front."""
    for paragraph in text.split("\n\n") if text else ():
        filled = textwrap.fill(f"{label}{paragraph}", _WIDTH)
        say(style(label.strip(), bold=True) + filled.removeprefix(label.strip()))
        say()
        label = ""
