"""`evtool repo sync`: clones at the commits of the lock file, and copies of http bases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, show_error, style, talk, warn
from evtool.cli.repo.words import count, short, transfers
from evtool.errors import EvtoolError
from evtool.git.transfer import Progress
from evtool.repositories.lock import LOCK_NAME
from evtool.repositories.origin import shown_url
from evtool.repositories.plan import Order, Step, plan_sync
from evtool.repositories.prefetch import Prefetched, prefetch
from evtool.repositories.sync import Outcome, Report, Synced
from evtool.repositories.sync import sync as sync_repositories

_MARKS = {"cloned": ("+", "green"), "moved": ("~", "yellow"), "failed": ("!", "red")}
_MOST_FAILURES = 5


@click.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("-u", "--update", is_flag=True, help="Move to the newest commit of each rev.")
@click.option("--locked", is_flag=True, help="Fail if evtool.lock would change: for CI.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How the outcome is told.",
)  # fmt: skip
@pass_invocation
def sync(
    run: Invocation, /, names: tuple[str, ...], update: bool, locked: bool, dry_run: bool, form: str
) -> int:
    """Clone repositories that have a url, and check out the commits of evtool.lock.

    A repository without an entry there, or whose url or rev has changed, gets the newest
    commit of its rev, and an entry. Clones with local changes are left as they are. Without
    names, references to http bases are followed too, and copies of the files kept. With
    --offline everything comes from the last copies.

    \b
    Examples:
      evtool repo sync
      evtool repo sync --locked             CI: exactly what is pinned
      evtool repo sync --update primary     the newest of one repository
      evtool repo sync --update --dry-run
    """
    if locked and update:
        raise click.UsageError("--locked and --update exclude each other")
    order = Order(update=update, offline=run.offline, frozen=locked)
    if dry_run:
        return _show_plan(plan_sync(run.workspace, names, order), order, form)
    with transfers() as report:
        synced = sync_repositories(run.workspace, names, order, report)
        fetched = None if names else _prefetch(run, report)
    if form == "json":
        say(json.dumps(_document(synced, fetched), indent=2, ensure_ascii=False))
    else:
        _show(synced, fetched)
    return 2 if synced.failed or (fetched and fetched.failures) else 0


def _prefetch(run: Invocation, report: Report | None) -> Prefetched | None:
    """Fetch what sources refer to at http bases; None where there are no such bases."""
    workspace = run.workspace
    if not any(isinstance(one, str) for one in workspace.lookup):
        return None
    from evtool.selection import Files, everything, read

    present = tuple(one for one in workspace.repositories if one.root.is_dir())
    files = Files(replace(workspace, repositories=present), offline=run.offline)
    sources, _ = read(everything(files.workspace, files), files)
    tell = partial(_tell, report) if report else lambda _: None
    return prefetch(sources, files.materializer().sources, workspace.state / "cache", tell)


def _tell(report: Report, looked_up: int) -> None:
    report("bases", Progress(f"looking up, {looked_up}", looked_up))


def _show_plan(steps: Sequence[Step], order: Order, form: str) -> int:
    errors = [step.error for step in steps if step.error is not None]
    if form == "json":
        rows = [{**_names(step), "would": _intention(step, order)} for step in steps]
        say(json.dumps({"version": 1, "repositories": rows}, indent=2, ensure_ascii=False))
    else:
        for step in steps:
            say(f"{step.repository.name}: {_intention(step, order)}")
    for error in errors:
        show_error(error)
    return 2 if errors else 0


def _intention(step: Step, order: Order) -> str:
    """What would be done, as far as can be told without the network."""
    repository, target = step.repository, step.pin.commit if step.pin else None
    if step.is_local:
        return "local, left alone"
    if step.error is not None:
        return "cannot be synced"
    what = repository.rev or "the default branch"
    if step.old is None:
        return f"would clone {shown_url(repository.url or '')} at {short(target) or what}"
    if target is None:
        where = "the last copy of" if order.offline else "the newest commit of"
        return f"would move from {short(step.old)} to {where} {what}"
    if target == step.old:
        return f"at {short(target)}, nothing to do"
    return f"would move from {short(step.old)} to {short(target)}"


def _show(synced: Synced, fetched: Prefetched | None) -> None:
    for one in synced.outcomes:
        mark, color = _MARKS.get(one.action, ("=", "white"))
        say(f"{style(mark, fg=color)} {one.repository.name}  {_tale(one)}")
        for note in one.notes:
            warn(f"{one.repository.name}: {note}")
    if fetched is not None:
        say(f"= bases  {count(len(fetched.copies), 'remote file')} in the cache")
    errors: list[EvtoolError] = [*synced.failed, *(fetched.failures if fetched else ())]
    for error in errors[:_MOST_FAILURES]:
        show_error(error)
    if len(errors) > _MOST_FAILURES:
        talk(f"and {len(errors) - _MOST_FAILURES} more of the kind")
    if synced.wrote_lock:
        talk(f"wrote {LOCK_NAME}: commit it, so that others get the same")


def _tale(one: Outcome) -> str:
    url = shown_url(one.repository.url or "")
    match one.action:
        case "local":
            return "local, left alone"
        case "cloned":
            return f"cloned {url} at {short(one.commit)}"
        case "moved":
            return f"{short(one.old) or 'nothing'} -> {short(one.commit)}"
        case "unchanged":
            return f"at {short(one.commit)}"
    return "failed"


def _document(synced: Synced, fetched: Prefetched | None) -> dict[str, object]:
    failures = fetched.failures if fetched else ()
    return {
        "version": 1,
        "repositories": [_outcome(one) for one in synced.outcomes],
        "wrote_lock": synced.wrote_lock,
        "copies": [str(path) for path in fetched.copies] if fetched else [],
        "failures": [_problem(error) for error in failures],
    }


def _outcome(one: Outcome) -> dict[str, object]:
    return {
        "name": one.repository.name,
        "url": shown_url(one.repository.url) if one.repository.url else None,
        "action": one.action,
        "old": one.old,
        "commit": one.commit,
        "notes": list(one.notes),
        "error": _problem(one.error) if one.error else None,
    }


def _names(step: Step) -> dict[str, object]:
    url = step.repository.url
    return {"name": step.repository.name, "url": shown_url(url) if url else None}


def _problem(error: EvtoolError) -> dict[str, object]:
    return {"message": str(error), "hint": error.hint}
