"""`evtool schema refs`: what a schema refers to, and which schemas refer to it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import progress, say, show_error, style
from evtool.cli.listing import FORMATS, Row, cell, show_list
from evtool.cli.schema.reference_graph import only, show_dot, show_tree, with_ways_to
from evtool.cli.schema.subject import catalog_of, complete_title, schema_named
from evtool.schema.catalog import Catalog
from evtool.schema.catalog.references import (
    Reference,
    References,
    State,
    Step,
    along,
    read_references,
)
from evtool.schema.version import SchemaReference

_COLUMNS = ("direction", "user", "target", "version", "newest", "state")


@click.command(cls=Command)
@click.argument(
    "schema",
    metavar="[TITLE[@VERSION]]",
    required=False,
    shell_complete=complete_title,
)
@click.option("-t", "--transitive", is_flag=True, help="Also what these refer to, and so on.")
@click.option("--outdated", is_flag=True, help="Only references to a version that is not newest.")
@click.option(
    "--format", "form", type=click.Choice(["tree", *FORMATS, "dot"]),
    help="tree on a terminal, table in a pipe; dot is for graphviz.",
)  # fmt: skip
@pass_invocation
def refs(run: Invocation, /, schema: str | None, form: str | None, **how: Any) -> int:
    """Show what a schema refers to, and which schemas refer to it.

    References stand in sources: materialized versions have none. With @VERSION only those
    users are shown that refer to this version. Without a schema, all references of the
    workspace are listed.

    \b
    Examples:
      evtool schema refs page/change --transitive
      evtool schema refs fragment/common --outdated
      evtool schema refs fragment/common@1.0.0 --format plain
      evtool schema refs --format dot | dot -Tsvg > schemas.svg
    """
    catalog = catalog_of(run.workspace)
    subject = _subject(run, schema, catalog)
    found = _read(catalog, subject, transitive=how["transitive"])
    form = form or ("tree" if sys.stdout.isatty() else "table")
    if subject is None:
        _show_all(found, form, outdated=how["outdated"])
    else:
        _show_one(subject, found, form, **how)
    return 0


def _subject(run: Invocation, text: str | None, catalog: Catalog) -> SchemaReference | None:
    """The schema that is asked about.

    Raises:
        SchemaNotFound: There is none, or not in this version.
    """
    if text is None:
        return None
    reference = schema_named(run, text)
    if reference.version is None:
        catalog.entry(reference.title)
    else:
        catalog.find(reference)
    return reference


def _read(catalog: Catalog, subject: SchemaReference | None, *, transitive: bool) -> References:
    """All references, or those that matter to one schema: its own, and those to it."""
    mention = subject.title if subject and not transitive else None
    with progress("reading sources", sum(1 for _ in catalog.entries())) as step:
        found = read_references(catalog, mention, step)
    for failure in found.failures:
        show_error(failure)
    return found


def _show_all(found: References, form: str, *, outdated: bool) -> None:
    steps = [Step(1, one) for one in found.all() if one.outdated or not outdated]
    if form == "dot":
        show_dot(step.reference for step in steps)
    elif form == "tree":
        for title, group in groupby(steps, lambda step: step.reference.user):
            say(cell(title))
            show_tree(group, _use)
    else:
        _show_rows([_row("uses", step) for step in steps], form, "user")


def _show_one(
    subject: SchemaReference, found: References, form: str, *, transitive: bool, outdated: bool
) -> None:
    uses = list(along(subject.title, found.uses, _target_of, transitive=transitive))
    users = list(along(subject.title, _users(found, subject), _user_of, transitive=transitive))
    if outdated:
        select = with_ways_to if form == "tree" else only
        uses, users = (select(steps, lambda one: one.outdated) for steps in (uses, users))
    if form == "tree":
        say(cell(subject))
        _show_branch("uses", uses, _use)
        _show_branch("used by", users, _user)
    elif form == "dot":
        show_dot(step.reference for step in (*uses, *users))
    else:
        rows = [_row("uses", step) for step in uses] + [_row("used-by", step) for step in users]
        _show_rows(rows, form, "title")


def _users(found: References, subject: SchemaReference) -> Mapping[str, Sequence[Reference]]:
    """Who refers to what; to the schema itself only those who refer to the named version."""
    direct = found.used_by.get(subject.title, ())
    meant = [one for one in direct if one.asks_for(subject.version)]
    return {**found.used_by, subject.title: meant}


def _target_of(reference: Reference) -> str:
    return reference.target


def _user_of(reference: Reference) -> str:
    return reference.user


def _show_branch(title: str, steps: Sequence[Step], describe: Callable[[Reference], str]) -> None:
    say(style(title, bold=True) + ("" if steps else ": none"))
    show_tree(steps, describe)


def _use(one: Reference) -> str:
    return f"{cell(one.target)} {_version(one)}".rstrip()


def _user(one: Reference) -> str:
    return f"{cell(one.user)} {style('refers to', dim=True)} {_version(one)}"


def _version(one: Reference) -> str:
    """The version that is referred to, and what is to be said of it."""
    notes = {
        State.NEWEST: "",
        State.OUTDATED: style(f"({one.newest} is there)", fg="yellow"),
        State.MISSING: style("(missing)", fg="red"),
        State.UNKNOWN: "",
    }
    return f"{one.version or ''} {notes[one.state]}".strip()


def _row(direction: str, step: Step) -> Row:
    one = step.reference
    return {
        "direction": direction,
        "depth": step.depth,
        "title": one.target if direction == "uses" else one.user,
        "user": one.user,
        "user_version": str(one.user_version),
        "target": one.target,
        "version": str(one.version) if one.version else None,
        "newest": str(one.newest) if one.newest else None,
        "state": str(one.state),
    }


def _show_rows(rows: Sequence[Row], form: str, plain: str) -> None:
    show_list("references", rows, form, columns=_COLUMNS, plain=plain)
