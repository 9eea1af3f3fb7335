"""When to look at the disk: the file system says that something below the roots changed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from evtool.dev.snapshot import is_hidden
from evtool.workspace import FILE_NAME, LEGACY_NAME, Workspace

QUIET = 100
"""Milliseconds without a further event after which a burst is over."""

BURST = 1000
"""Milliseconds after which a burst is looked at although it goes on."""

PAUSE = 0.5
"""Seconds before a watcher that failed starts anew."""


@dataclass(frozen=True)
class Targets:
    """What is watched: trees as a whole, and in some folders single names.

    `trees` holds the inode of each root: one that is removed and made again is another.
    """

    trees: frozenset[tuple[Path, int]]
    names: frozenset[Path]

    @property
    def folders(self) -> frozenset[Path]:
        """The folders in which single names are watched."""
        return frozenset(path.parent for path in self.names)


def targets_of(workspace: Workspace) -> Targets:
    """The roots that are there, the way to those that are not, and configuration files."""
    files = {workspace.root / FILE_NAME, workspace.root / LEGACY_NAME}
    if workspace.file is not None:
        files.add(workspace.file)
    trees: set[tuple[Path, int]] = set()
    for repository in workspace.repositories:
        with suppress(OSError):
            trees.add((repository.root, repository.root.stat().st_ino))
        files.add(_first_missing(repository.root))
    return Targets(frozenset(trees), frozenset(files))


def _first_missing(root: Path) -> Path:
    """The root, or the first folder on the way to it that is not there."""
    while not root.parent.is_dir():
        root = root.parent
    return root


async def ticks(targets: Targets, notify: Callable[[str], None]) -> AsyncGenerator[None, None]:
    """Yield once watching has begun, and then after each burst of changes.

    Everything that happens while the consumer works is one tick afterwards. `notify` is
    told what makes watching slow or impossible.
    """
    tick, stop = asyncio.Event(), asyncio.Event()
    watchers = [asyncio.create_task(watch.run(tick, stop, notify)) for watch in _watches(targets)]
    try:
        await asyncio.sleep(0)  # each watcher registers with the system in its first step
        tick.set()
        while True:
            await tick.wait()
            tick.clear()
            yield
    finally:
        stop.set()
        await asyncio.gather(*watchers, return_exceptions=True)


def _watches(targets: Targets) -> list[_Watch]:
    roots = tuple(path for path, _ in targets.trees)
    trees = _Watch(roots, _in_trees(roots), deep=True)
    return [trees, _Watch(tuple(targets.folders), _named(targets), deep=False)]


Filter = Callable[[object, str], bool]
"""Whether a change of a path counts; the first argument is the kind of change."""


def _in_trees(roots: tuple[Path, ...]) -> Filter:
    """Only what a repository shows: nothing hidden below its root."""
    heads = [f"{root}{os.sep}" for root in roots]

    def wanted(_change: object, path: str) -> bool:
        below = [path[len(head) :] for head in heads if path.startswith(head)]
        return not below or not all(map(is_hidden, below))

    return wanted


def _named(targets: Targets) -> Filter:
    names = {str(path) for path in targets.names}
    return lambda _change, path: path in names


@dataclass(frozen=True)
class _Watch:
    """One watcher of the file system over several folders; `deep` includes what is below."""

    paths: tuple[Path, ...]
    wanted: Filter
    deep: bool

    async def run(
        self, tick: asyncio.Event, stop: asyncio.Event, notify: Callable[[str], None]
    ) -> None:
        """Set `tick` after each burst; where the system has no watches left, poll.

        A name that is no text ends a watcher of watchfiles: then look, and watch anew.
        """
        how: dict[str, bool] = {}
        while self.paths and not stop.is_set():
            try:
                await self._until(stop, tick, **how)
            except ExceptionGroup:
                await asyncio.sleep(PAUSE)
            except (OSError, RuntimeError) as error:
                if how:
                    notify(f"files cannot be watched: {error}")
                    return
                how = {"force_polling": True}
                notify(f"files are polled from now on, which is slower: {error}")
            tick.set()  # what happened meanwhile is looked at once the next one watches

    async def _until(self, stop: asyncio.Event, tick: asyncio.Event, **how: bool) -> None:
        from watchfiles import awatch

        bursts = awatch(
            *self.paths, watch_filter=self.wanted, debounce=BURST, step=QUIET, stop_event=stop,
            recursive=self.deep, ignore_permission_denied=True, **how,
        )  # fmt: skip
        async for _ in bursts:
            tick.set()
