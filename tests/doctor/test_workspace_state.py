"""Checks of the workspace."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evtool.doctor import workspace_state
from evtool.doctor.result import Level
from evtool.git import Git
from evtool.schema.repository import Repository


def test_a_repository_has_a_folder_with_sources(tmp_path: Path) -> None:
    """No folder is a problem, no source a warning; sources are counted by their exact name."""
    one = Repository("a", "primary", tmp_path / "a")
    assert [r.level for r in workspace_state.repository(one)] == [Level.PROBLEM]
    (tmp_path / "a/x").mkdir(parents=True)
    (tmp_path / "a/x/not-current.yaml").write_text("")
    assert [r.level for r in workspace_state.repository(one)] == [Level.WARNING]
    (tmp_path / "a/x/current.yaml").write_text("")
    (result,) = workspace_state.repository(one)
    assert (result.level, result.message) == (Level.OK, f"1 source in {tmp_path / 'a'}")


def test_a_missing_clone_is_synced(tmp_path: Path) -> None:
    """The repair of a repository with a URL is the command that clones it."""
    one = Repository("a", "primary", tmp_path / "a", url="u", clone=tmp_path / "a")
    (result,) = workspace_state.repository(one)
    assert result.repair == "run `evtool repo sync`"


@pytest.fixture
def clone(repository: Path, commit: Callable[..., str], git: Callable[..., str]) -> Repository:
    """Give a clone with two commits and a tag on the first one."""
    commit(repository, {"x/current.yaml": "a: 1\n"})
    git(repository, "tag", "v1")
    commit(repository, {"x/current.yaml": "a: 2\n"})
    return Repository("a", "primary", repository, url="u", rev="main", clone=repository)


def pin(one: Repository) -> tuple[Level, str]:
    """What is said about the pin of a clone."""
    assert one.clone is not None
    result = workspace_state.pin(one, Git.find(one.clone))
    return result.level, result.message


def test_a_clone_stands_at_its_pin(clone: Repository) -> None:
    """Branch, tag or commit; elsewhere is a warning, and so is no pin at all."""
    assert pin(clone) == (Level.OK, "at main")
    assert pin(replace(clone, rev="v1"))[0] is Level.WARNING
    assert pin(replace(clone, rev="nothing"))[0] is Level.WARNING
    level, message = pin(replace(clone, rev=None))
    assert (level, message.split(":")[0]) == (Level.WARNING, "not pinned")


def test_the_branch_of_the_remote_is_the_pin(
    clone: Repository, git: Callable[..., str], tmp_path: Path
) -> None:
    """A branch means what the remote has, not a local one of that name."""
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(clone.clone), str(folder))
    git(folder, "reset", "--quiet", "--hard", "v1")
    behind = replace(clone, clone=folder)
    assert pin(behind)[0] is Level.OK, "the local branch is there too"
    git(folder, "checkout", "--quiet", "--detach", "v1")
    git(folder, "branch", "--force", "main", "origin/main")
    assert pin(behind)[0] is Level.WARNING


def test_a_folder_inside_another_repository_is_no_clone(clone: Repository) -> None:
    """The clone has a work tree of its own."""
    inner = clone.root / "x"
    assert pin(replace(clone, clone=inner))[0] is Level.PROBLEM


def test_bases_are_there_or_not(tmp_path: Path) -> None:
    """Folders are looked at, URLs are not asked."""
    assert workspace_state.base("https://example.org/a/").level is Level.OK
    assert workspace_state.base(Repository("a", "primary", tmp_path)).level is Level.OK
    gone = Repository("a", "primary", tmp_path / "gone")
    assert workspace_state.base(gone).level is Level.PROBLEM


def test_folders_must_be_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are not are named; those that are not there are the business of others."""
    folders = {"here": tmp_path, "gone": tmp_path / "gone"}
    assert workspace_state.writable(folders).level is Level.OK
    monkeypatch.setattr(os, "access", lambda *_: False)
    result = workspace_state.writable(folders)
    assert (result.level, result.repair) == (Level.PROBLEM, f"chmod u+wx '{tmp_path}'")


def test_the_file_system_has_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trial leaves nothing behind; a file system that refuses is named."""
    assert workspace_state.file_system_links(tmp_path).level is Level.OK
    assert list(tmp_path.iterdir()) == []

    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    result = workspace_state.file_system_links(tmp_path)
    assert result.level is Level.PROBLEM
    assert "Operation not permitted" in result.message


def test_busy_ports_are_named() -> None:
    """With the key that sets another one."""
    wanted = {"dev.registry_port": 8190, "intake.port": 8192, "dev.none": 0}
    (busy,) = workspace_state.ports(wanted, lambda port: port != 8192)
    assert busy.level is Level.WARNING
    assert "8192 (intake.port)" in busy.message
    (free,) = workspace_state.ports(wanted, lambda _port: True)
    assert free.level is Level.OK
    assert workspace_state.ports({}, lambda _port: True) == []


@pytest.mark.network
def test_a_listening_port_is_not_free() -> None:
    """A server on the loopback interface takes its port; numbers out of range are not free."""
    with socket.socket() as server:
        server.bind((workspace_state.LOOPBACK, 0))
        server.listen()
        assert not workspace_state.is_free(server.getsockname()[1])
    assert not workspace_state.is_free(70_000)
