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

PATIENCE = 10.0
QUIET = 0.4  # seconds after which nothing more is expected


async def ticked(workspace: Workspace, *acts: Callable[[], object]) -> None:
    """Do one act after the other, each when the last one was noticed."""
    notes: list[str] = []
    async with aclosing(ticks(targets_of(workspace), notes.append)) as bursts:
        await anext(bursts)
        for act in acts:
            act()
            await asyncio.wait_for(anext(bursts), PATIENCE)
    assert notes == []


async def quiet(workspace: Workspace, *acts: Callable[[], object]) -> None:
    """Do all acts; none of them is noticed."""
    async with aclosing(ticks(targets_of(workspace), print)) as bursts:
        await anext(bursts)
        for act in acts:
            act()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(bursts), QUIET)


def test_changes_are_noticed(workspace: Workspace, folder: Path) -> None:
    """Saved files, new folders, the configuration, a second configuration file."""
    source = folder / "schemas/shop/order/current.yaml"
    (folder / "evtool.new").write_text("version: 1\n")
    acts = [
        lambda: source.write_text("title: x\n"),
        lambda: (folder / "schemas/new/deep").mkdir(parents=True),
        lambda: (folder / "schemas/new/deep/current.yaml").write_text("title: new\n"),
        lambda: (folder / "evtool.new").rename(folder / "evtool.yaml"),
        lambda: (folder / ".jsonschema-tools.yaml").write_text("{}\n"),
    ]
    asyncio.run(ticked(workspace, *acts))


def test_other_files_are_not(workspace: Workspace, folder: Path) -> None:
    """Neither half-written ones nor what lies beside the configuration."""
    acts = [
        lambda: (folder / "notes.yaml").write_text("x"),
        lambda: (folder / "schemas/.evtool-1-x").write_text("half"),
        (folder / ".git").mkdir,
    ]
    asyncio.run(quiet(workspace, *acts))


def test_a_root_made_anew_is_another(workspace: Workspace, folder: Path) -> None:
    """The targets differ, so that the new one is watched."""
    before = targets_of(workspace)
    assert before == targets_of(workspace)

    def swap() -> None:
        (folder / "schemas").rename(folder / "old")
        (folder / "schemas").mkdir()

    asyncio.run(ticked(workspace, swap))
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
    asyncio.run(ticked(workspace, (folder / "clones").mkdir))
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
            await asyncio.wait_for(anext(bursts), PATIENCE)

    asyncio.run(scenario())
    assert all("polled" in note for note in notes)
    assert len(notes) == 2
