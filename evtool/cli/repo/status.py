"""`evtool repo status`: what is pinned, what is checked out, and what is newer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, show_error, style
from evtool.cli.listing import Row, cell, format_option, show_list
from evtool.cli.repo.words import count, short, transfers
from evtool.errors import EvtoolError
from evtool.finding import shown_path
from evtool.repositories.changes import Changes
from evtool.repositories.lock import LOCK_NAME
from evtool.repositories.origin import shown_url
from evtool.repositories.status import Distance, Question, Status, survey

_COLUMNS = ("name", "role", "rev", "locked", "commit", "schemas", "state")
_FROM_LOCK = "-"
_SIGNS = {
    "added": ("+", "green", "new schema"),
    "removed": ("-", "red", "schema removed"),
    "versions": ("+", "green", "new version"),
    "withdrawn": ("-", "red", "version removed"),
    "rewritten": ("!", "red", "released version changed"),
    "sources": ("~", "yellow", "source changed"),
}


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--fetch", is_flag=True, help="Ask the remotes first; else no network is used.")
@click.option(
    "--changes", "since", is_flag=False, flag_value=_FROM_LOCK, metavar="[REF]",
    help="List commits and schemas since REF, or since the commit of evtool.lock.",
)  # fmt: skip
@format_option
@pass_invocation
def status(
    run: Invocation, /, names: tuple[str, ...], fetch: bool, since: str | None, form: str
) -> int:
    """Show of each repository what is pinned, checked out and newer.

    `behind the remote` is as of the last fetch; --fetch asks again. --changes shows what
    an update would bring: commits, new schemas and versions, changed sources, and released
    versions that were changed. Name repositories before --changes, or write --changes=REF.

    \b
    Examples:
      evtool repo status
      evtool repo status primary --fetch --changes
      evtool repo status --changes=v1.4.0 --format json
    """
    if fetch and run.offline:
        raise click.UsageError("--fetch and --offline exclude each other")
    ref = None if since == _FROM_LOCK else since
    question = Question(fetch=fetch, changes=since is not None, since=ref)
    with transfers() as report:
        found = survey(run.workspace, names, question, report)
    rows = [_row(one, run.workspace.root, whole=form != "table") for one in found]
    show_list("repositories", rows, form, columns=_COLUMNS, plain="name")
    if form == "table":
        for one in found:
            _show_changes(one)
    errors = [one.error for one in found if one.error is not None]
    for error in errors:
        show_error(error)
    return 2 if errors else 0


def _row(one: Status, root: Path, *, whole: bool) -> Row:
    repository = one.repository
    row: dict[str, object] = {
        "name": repository.name,
        "role": repository.role,
        "path": shown_path(repository.root, root),
        "url": shown_url(repository.url) if repository.url else None,
        "rev": repository.rev,
        "locked": one.locked if whole else short(one.locked),
        "commit": one.commit if whole else short(one.commit),
        "remote": one.tip,
        "dirty": one.is_dirty,
        "from_lock": _distance(one.from_lock),
        "from_remote": _distance(one.from_tip),
        "schemas": one.schemas,
        "state": list(_state(one)),
        "error": _problem(one.error) if one.error else None,
    }
    if one.changes is not None:
        row["changes"] = _changes(one.changes)
    return row


def _state(one: Status) -> Iterator[str]:
    """What there is to say of a repository, in words; `clean` if nothing."""
    said = [*_place(one), *_distances(one), *(["local changes"] if one.is_dirty else [])]
    yield from said or ["clean"]


def _place(one: Status) -> Iterator[str]:
    if one.error is not None:
        yield "failed"
    elif one.repository.url and one.commit is None:
        yield "not cloned: run `evtool repo sync`"
    elif one.commit is None:
        yield "no folder" if one.schemas is None else "not in git"
    if one.repository.url and one.locked is None:
        yield f"not in {LOCK_NAME}"
    elif not one.fits:
        yield f"{LOCK_NAME} is of another url or rev"


def _distances(one: Status) -> Iterator[str]:
    rev = one.repository.rev or "the remote"
    for distance, other in ((one.from_lock, LOCK_NAME), (one.from_tip, rev)):
        if distance is not None and distance.behind:
            yield f"{distance.behind} behind {other}"
        if distance is not None and distance.ahead:
            yield f"{distance.ahead} ahead of {other}"


def _distance(distance: Distance | None) -> dict[str, int] | None:
    return {"ahead": distance.ahead, "behind": distance.behind} if distance else None


def _problem(error: EvtoolError) -> dict[str, object]:
    return {"message": str(error), "hint": error.hint}


def _changes(changes: Changes) -> dict[str, object]:
    commits = [
        {
            "id": one.id,
            "date": one.date.isoformat(),
            "author": one.author,
            "subject": one.subject,
        }
        for one in changes.commits
    ]
    schemas = {name: list(getattr(changes.schemas, name)) for name in _SIGNS}
    return {"from": changes.old, "to": changes.new, "commits": commits, "schemas": schemas}


def _show_changes(one: Status) -> None:
    changes = one.changes
    if changes is None:
        return
    say()
    span = f"{short(changes.old)}..{short(changes.new)}"
    say(style(f"{one.repository.name} {span}: {count(len(changes.commits), 'commit')}", bold=True))
    for commit in changes.commits:
        say(f"  {commit.short} {commit.date:%Y-%m-%d} {cell(commit.subject)}")
    for name, (sign, color, words) in _SIGNS.items():
        found: Sequence[str] = getattr(changes.schemas, name)
        for title in found:
            say(f"  {style(sign, fg=color)} {cell(title)}  {words}")
