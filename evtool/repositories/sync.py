"""Bringing clones to the commits that the lock names, or to newer ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Literal

from evtool.errors import EvtoolError, Place
from evtool.files import locked, write_whole
from evtool.git import Git
from evtool.git.remotes import clone
from evtool.git.transfer import Progress
from evtool.repositories.clones import check_origin, commit_of, has_changes, move, open_clone
from evtool.repositories.lock import LOCK_NAME, Pin, pin, read_lock, write_lock
from evtool.repositories.origin import clone_url, shown_url
from evtool.repositories.plan import Order, Step, plan_sync
from evtool.repositories.revision import demand_commit, fetch_commit, newest_commit
from evtool.schema.repository import Repository
from evtool.workspace import Workspace

Action = Literal["local", "cloned", "moved", "unchanged", "failed"]
Report = Callable[[str, Progress], None]
"""Told the name of a repository, and how far git is with it."""

LOCK_SECONDS = 300.0
"""How long to wait for another run that is cloning."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one repository; `old` and `commit` are what was and is checked out."""

    repository: Repository
    action: Action
    old: str | None = None
    commit: str | None = None
    error: EvtoolError | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of all, and whether the lock file was written."""

    outcomes: tuple[Outcome, ...]
    wrote_lock: bool = False

    @property
    def failed(self) -> list[EvtoolError]:
        """What went wrong."""
        return [one.error for one in self.outcomes if one.error is not None]


def sync(
    workspace: Workspace,
    names: Sequence[str] = (),
    order: Order | None = None,
    report: Report | None = None,
) -> Synced:
    """Clone, fetch and check out; then write the lock file.

    One repository that fails stops no other: its outcome holds the error, and its entry in
    the lock file stays as it was. A clone that is changed locally is never touched.

    Raises:
        EvtoolError: As for `plan_sync`; the lock file cannot be written.
    """
    order = order or Order()
    with _alone(workspace):
        steps = plan_sync(workspace, names, order)
        outcomes = tuple(_carry_out(step, workspace, order, report) for step in steps)
        wrote = not order.frozen and write_lock(workspace.root, _pins(workspace, outcomes))
    return Synced(outcomes, wrote)


def _carry_out(step: Step, workspace: Workspace, order: Order, report: Report | None) -> Outcome:
    """Do what a step says; an error becomes its outcome."""
    repository = step.repository
    if step.is_local:
        return Outcome(repository, "local")
    try:
        if step.error is not None:
            raise step.error
        return _bring(step, workspace, order, report)
    except EvtoolError as error:
        return Outcome(repository, "failed", step.old, error=error)


def _bring(step: Step, workspace: Workspace, order: Order, report: Report | None) -> Outcome:
    """Bring one clone to its commit."""
    repository = step.repository
    heard = partial(report, repository.name) if report else None
    git, is_new = _obtain(repository, workspace, order, heard)
    if step.pin is not None:
        target = _pinned(git, repository, step.pin, order, heard)
    elif is_new or order.offline:
        target = demand_commit(git, repository)
    else:
        target = newest_commit(git, repository, heard)
    old, branch = git.head_commit(), git.branch()
    if is_new or old != target:
        move(git, target)
    _check_root(repository)
    if is_new:
        return Outcome(repository, "cloned", None, target)
    if old == target:
        notes = ("it has local changes",) if has_changes(git, untracked=True) else ()
        return Outcome(repository, "unchanged", old, target, notes=notes)
    notes = (f"it was on the branch {branch}, which is kept",) if branch else ()
    return Outcome(repository, "moved", old, target, notes=notes)


def _obtain(
    repository: Repository,
    workspace: Workspace,
    order: Order,
    report: Callable[[Progress], None] | None,
) -> tuple[Git, bool]:
    """The clone, and whether it was made just now."""
    url = clone_url(repository, workspace.root)
    git = open_clone(repository)
    if git is not None:
        managed = git.root.is_relative_to(workspace.state.resolve()) and not order.offline
        check_origin(repository, git, url, managed=managed)
        return git, False
    folder = repository.clone
    if order.offline or folder is None:
        raise EvtoolError(
            f"there is no copy of {repository.name} from {shown_url(url)}, "
            "and --offline keeps from cloning it",
            hint="run `evtool repo sync` once without --offline",
        )
    return clone(url, folder, report), True


def _pinned(
    git: Git,
    repository: Repository,
    entry: Pin,
    order: Order,
    report: Callable[[Progress], None] | None,
) -> str:
    """The commit of the lock file, fetched if it is not here."""
    if commit_of(git, entry.commit) is None:
        if order.offline:
            raise EvtoolError(
                f"the copy of {repository.name} does not have commit {entry.commit[:10]}, "
                f"which {LOCK_NAME} names, and --offline keeps from fetching it",
                hint="run `evtool repo sync` once without --offline",
            )
        fetch_commit(git, repository, entry.commit, report)
    return entry.commit


def _check_root(repository: Repository) -> None:
    if not repository.root.is_dir():
        raise EvtoolError(
            f"the clone of {repository.name} does not have the folder of its schemas",
            hint="check `schemas:` in the configuration",
            place=Place(repository.root),
        )


def _pins(workspace: Workspace, outcomes: Sequence[Outcome]) -> dict[str, Pin]:
    """The entries of the lock file after a run; those of repositories that are gone are not."""
    cloned = {one.name for one in workspace.repositories if one.url is not None}
    pins = {name: one for name, one in read_lock(workspace.root).items() if name in cloned}
    for one in outcomes:
        if one.commit is not None and one.error is None:
            pins[one.repository.name] = pin(one.repository, one.commit)
    return pins


@contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """Keep other runs away, and git from taking clones for files of the workspace."""
    if all(one.url is None for one in workspace.repositories):
        yield
        return
    ignore = workspace.state / ".gitignore"
    if not ignore.exists():
        write_whole(ignore, b"# Clones, caches and logs: made anew when they are missing.\n*\n")
    with locked(workspace.state, LOCK_SECONDS):
        yield
