"""When to look at the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

import pytest
import watchfiles

from evtool.dev.watch import targets_of, ticks
from evtool.workspace import Workspace, load_workspace

QUIET = 0.6  # seconds after which nothing more is expected


async def ticked(workspace: Workspace, *acts: Callable[[], object]) -> list[bool]:
    """Whether each act was followed by a tick."""
    found = []
    notes: list[str] = []
    async with aclosing(ticks(targets_of(workspace), notes.append)) as bursts:
        await anext(bursts)
        for act in acts:
            act()
            try:
                await asyncio.wait_for(anext(bursts), QUIET)
                found.append(True)
            except TimeoutError:
                found.append(False)
                break
    assert notes == []
    return found


def test_changes_are_noticed(workspace: Workspace, folder: Path) -> None:
    """Saved files, new folders, the configuration, a second configuration file."""
    source = folder / "schemas/shop/order/current.yaml"
    acts = [
        lambda: source.write_text("title: x\n"),
        lambda: (folder / "schemas/new/deep").mkdir(parents=True),
        lambda: (folder / "schemas/new/deep/current.yaml").write_text("title: new\n"),
        lambda: (folder / "evtool.new").write_text("version: 1\n"),
    ]
    assert asyncio.run(ticked(workspace, *acts)) == [True, True, True, False]
    acts = [
        lambda: (folder / "evtool.new").rename(folder / "evtool.yaml"),
        lambda: (folder / ".jsonschema-tools.yaml").write_text("{}\n"),
        lambda: (folder / "schemas/.evtool-1-x").write_text("half"),
    ]
    assert asyncio.run(ticked(workspace, *acts)) == [True, True, False]


def test_a_root_that_arrives_or_leaves_changes_the_targets(
    workspace: Workspace, folder: Path
) -> None:
    """The targets differ, so that the new one is watched."""
    before = targets_of(workspace)
    assert before == targets_of(workspace)

    def swap() -> None:
        (folder / "schemas").rename(folder / "old")
        (folder / "schemas").mkdir()

    assert asyncio.run(ticked(workspace, swap)) == [True]
    assert targets_of(workspace) != before
    assert targets_of(workspace).names == before.names


def test_a_missing_root_is_waited_for(folder: Path) -> None:
    """The first missing folder on the way to it is watched."""
    text = (folder / "evtool.yaml").read_text()
    (folder / "evtool.yaml").write_text(text.replace("path: schemas", "path: clones/main/schemas"))
    workspace = load_workspace(folder / "evtool.yaml")
    targets = targets_of(workspace)
    assert targets.trees == frozenset()
    assert folder / "clones" in targets.names
    assert asyncio.run(ticked(workspace, (folder / "clones").mkdir)) == [True]
    assert folder / "clones/main" in targets_of(workspace).names


def test_without_watches_files_are_polled(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's limit is told, and nothing is missed."""
    real = watchfiles.awatch

    def limited(*paths: Path, **how: object) -> object:
        if not how.get("force_polling"):
            raise OSError(28, "inotify watch limit reached")
        return real(*paths, poll_delay_ms=50, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(watchfiles, "awatch", limited)
    notes: list[str] = []

    async def scenario() -> None:
        async with aclosing(ticks(targets_of(workspace), notes.append)) as bursts:
            await anext(bursts)
            (folder / "schemas/shop/order/current.yaml").write_text("title: x\n")
            await asyncio.wait_for(anext(bursts), 5)

    asyncio.run(scenario())
    assert all("polled" in note for note in notes)
    assert len(notes) == 2
