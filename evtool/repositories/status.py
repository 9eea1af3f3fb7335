"""Where each repository stands: what is locked, checked out, changed, and newer elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from evtool.errors import EvtoolError
from evtool.git import Git
from evtool.git.transfer import Progress
from evtool.repositories.changes import Changes, changes_of
from evtool.repositories.clones import commit_of, has_changes, open_clone
from evtool.repositories.listing import count_schemas
from evtool.repositories.lock import Pin, read_lock
from evtool.repositories.revision import check_rev, known_commit, newest_commit
from evtool.schema.repository import Repository
from evtool.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Distance:
    """How many commits one has and the other has not, both ways."""

    ahead: int
    behind: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of each repository.

    `fetch` gets what is new first; `changes` lists them, `since` a ref if one is named.
    """

    fetch: bool = False
    changes: bool = False
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """One repository; None where a fact is not known.

    `locked`, `commit` and `tip` are what the lock file names, what is checked out, and
    what `rev` stood for when it was last fetched; `from_lock` and `from_tip` say how far
    what is checked out is from them; `is_dirty` whether files differ from it.
    """

    repository: Repository
    locked: str | None = None
    fits: bool = True
    commit: str | None = None
    tip: str | None = None
    is_dirty: bool | None = None
    from_lock: Distance | None = None
    from_tip: Distance | None = None
    schemas: int | None = None
    changes: Changes | None = None
    error: EvtoolError | None = None


def survey(
    workspace: Workspace,
    names: Sequence[str] = (),
    question: Question | None = None,
    report: Callable[[str, Progress], None] | None = None,
) -> list[Status]:
    """Look at the named repositories, or at all; without `fetch` no network is used.

    What cannot be told of one repository is in its `error`, and hides nothing else.

    Raises:
        EvtoolError: There is no repository of a name; the lock file cannot be read.
    """
    pins = read_lock(workspace.root)
    chosen = [workspace.repository(name) for name in dict.fromkeys(names)]
    asked = question or Question()
    return [
        _status(one, pins, asked, partial(report, one.name) if report else None)
        for one in chosen or workspace.repositories
    ]


def _status(
    repository: Repository,
    pins: Mapping[str, Pin],
    question: Question,
    report: Callable[[Progress], None] | None,
) -> Status:
    entry = pins.get(repository.name) if repository.url else None
    locked = entry.commit if entry else None
    fits = entry is not None and entry.fits(repository) if repository.url else True
    error: EvtoolError | None = None
    try:
        git = open_clone(repository) if repository.url else _around(repository)
        if git is not None and repository.url:
            check_rev(repository)
            error = _refresh(git, repository, report) if question.fetch else None
        known = Status(repository, locked, fits, schemas=count_schemas(repository), error=error)
        return known if git is None else _inspect(known, git, question)
    except EvtoolError as failure:
        return Status(repository, locked, fits, error=failure)


def _around(repository: Repository) -> Git | None:
    return Git.find(repository.root) if repository.root.is_dir() else None


def _refresh(
    git: Git, repository: Repository, report: Callable[[Progress], None] | None
) -> EvtoolError | None:
    """Fetch; what is known from earlier is told all the same where that fails."""
    try:
        newest_commit(git, repository, report)
    except EvtoolError as error:
        return error
    return None


def _inspect(known: Status, git: Git, question: Question) -> Status:
    """Add what the clone tells."""
    repository, error, changes = known.repository, known.error, None
    commit = git.head_commit()
    tip = known_commit(git, repository.rev) if repository.url else None
    if question.changes:
        start = question.since or known.locked or (commit if repository.url else None)
        try:
            changes = _changes(repository, git, start, tip or commit)
        except EvtoolError as failure:
            error = error or failure
    return Status(
        repository,
        known.locked,
        known.fits,
        commit,
        tip,
        _is_dirty(repository, git),
        distance(git, commit, known.locked),
        distance(git, commit, tip),
        known.schemas,
        changes,
        error,
    )


def _changes(
    repository: Repository, git: Git, start: str | None, end: str | None
) -> Changes | None:
    if start is None or end is None:
        return None
    return changes_of(repository, git, start, end)


def distance(git: Git, here: str | None, there: str | None) -> Distance | None:
    """How far two commits are apart; None if one of them is not here."""
    if here is None or there is None or commit_of(git, there) is None:
        return None
    if here == there:
        return Distance(0, 0)
    counts = git.demand("rev-list", "--left-right", "--count", f"{here}...{there}").split()
    return Distance(int(counts[0]), int(counts[1]))


def _is_dirty(repository: Repository, git: Git) -> bool:
    """Whether files differ from the commit: of a clone any, else those of the repository."""
    if repository.url:
        return has_changes(git, untracked=True)
    return bool(git.modified(repository.root))
