"""What a sync would do: read from the configuration, the lock file and the clones on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evtool.errors import ConfigurationError, EvtoolError, Place
from evtool.repositories.clones import open_clone
from evtool.repositories.lock import LOCK_NAME, Pin, read_lock
from evtool.repositories.revision import check_rev
from evtool.schema.repository import Repository
from evtool.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to do.

    `update` moves to the newest commits of each rev, `offline` forbids the network, and
    `frozen` refuses to change the lock file.
    """

    update: bool = False
    offline: bool = False
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done for one repository, as far as can be told without the network.

    `pin` is the commit to follow, None to go by `rev`; `old` the commit that is checked
    out, None where there is no clone yet; `error` what stands in the way.
    """

    repository: Repository
    pin: Pin | None = None
    old: str | None = None
    error: EvtoolError | None = None

    @property
    def is_local(self) -> bool:
        """Whether the repository is not cloned from anywhere, and so is left alone."""
        return self.repository.url is None


def plan_sync(workspace: Workspace, names: Sequence[str], order: Order) -> list[Step]:
    """What `sync` would do for the named repositories, or for all.

    Raises:
        EvtoolError: There is no repository of a name; the lock file cannot be read, or
            it would change and `order.frozen` forbids that.
    """
    pins = read_lock(workspace.root)
    chosen = [workspace.repository(name) for name in dict.fromkeys(names)]
    steps = [_step(one, pins, order) for one in chosen or workspace.repositories]
    if order.frozen:
        _refuse_changes(workspace, steps, {} if names else pins)
    return steps


def _step(repository: Repository, pins: Mapping[str, Pin], order: Order) -> Step:
    if repository.url is None:
        return Step(repository)
    entry = pins.get(repository.name)
    follows = None if order.update or entry is None or not entry.fits(repository) else entry
    try:
        check_rev(repository)
        git = open_clone(repository)
        return Step(repository, follows, git.head_commit() if git else None)
    except EvtoolError as error:
        return Step(repository, follows, error=error)


def _refuse_changes(workspace: Workspace, steps: Sequence[Step], pins: Mapping[str, Pin]) -> None:
    """Fail where the lock file does not fit the configuration."""
    unfit = [one.repository.name for one in steps if not one.is_local and one.pin is None]
    cloned = {one.name for one in workspace.repositories if one.url is not None}
    unfit += [name for name in pins if name not in cloned]
    if unfit:
        raise ConfigurationError(
            f"does not fit the configuration: {', '.join(unfit)}",
            hint=f"run `evtool repo sync` without --locked and commit {LOCK_NAME}",
            place=Place(workspace.root / LOCK_NAME),
        )
