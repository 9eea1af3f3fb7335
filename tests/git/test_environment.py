"""Which variables reach git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.git import Git
from evtool.git.environment import (
    ambient_index,
    clean_environment,
    commit_environments,
    remote_environment,
)


def test_variables_of_one_repository_are_dropped() -> None:
    """What git sets for its hooks stays out, what the user sets for git stays in."""
    environ = {"GIT_DIR": "x", "GIT_INDEX_FILE": "x", "GIT_PREFIX": "", "HOME": "/h"}
    kept = {"GIT_CONFIG_COUNT": "1", "GIT_SSH_COMMAND": "ssh -v", "HOME": "/h"}
    clean = clean_environment(environ | kept)
    assert clean.items() >= kept.items()
    assert not {"GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"} & clean.keys()
    assert clean["LC_ALL"] == "C"


def test_talking_to_a_remote_opens_no_window() -> None:
    """Only programs that answer without asking are left."""
    environment = remote_environment({"SSH_ASKPASS": "window", "GIT_ASKPASS": "token"})
    assert "SSH_ASKPASS" not in environment
    assert environment["GIT_ASKPASS"] == "token"


def test_the_index_belongs_to_one_repository(tmp_path: Path) -> None:
    """`GIT_INDEX_FILE` counts where it is meant and is nothing elsewhere."""
    root, other = tmp_path / "root", tmp_path / "other"
    for folder in (root, other):
        (folder / ".git").mkdir(parents=True)
        (folder / ".git" / "HEAD").touch()
    (root / ".git" / "index.lock").touch()

    def index(name: str, here: Path, folder: Path, **more: str) -> Path | None:
        environ = {"GIT_INDEX_FILE": name, **more}
        return ambient_index(environ, here=here, root=folder, git_dir=folder / ".git")

    lock = str(root / ".git" / "index.lock")
    assert index(lock, root, root) == Path(lock)
    assert index(lock, tmp_path, root) == Path(lock)
    assert index(".git/index.lock", root, root) == Path(lock)
    assert index(lock, root, other) is None
    assert index(lock, other, other) is None
    assert index(".git/index", root, other) is None
    assert index("", root, root) is None
    own = str(tmp_path / "own-index")
    assert index(own, root, root) == Path(own)
    assert index(own, root, root, GIT_DIR=".git") == Path(own)
    assert index(own, other, root, GIT_DIR=".git") is None


def test_two_indexes_only_during_a_partial_commit(tmp_path: Path) -> None:
    """Only `git commit FILE` has a second index to stage in."""
    partial = {"GIT_INDEX_FILE": str(tmp_path / "next-index-7.lock")}
    assert commit_environments({}, tmp_path) == [{}]
    assert commit_environments(partial, tmp_path) == [partial]
    (tmp_path / "index.lock").touch()
    second = {"GIT_INDEX_FILE": str(tmp_path / "index.lock")}
    assert commit_environments(partial, tmp_path) == [partial, second]
    assert commit_environments(second, tmp_path) == [second]


def test_a_work_tree_named_by_variables_is_found(
    tmp_path: Path, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`GIT_DIR` with `GIT_WORK_TREE` makes a repository of a folder without `.git`."""
    git(tmp_path, "init", "--quiet", "--bare", "store.git")
    (tmp_path / "home" / "sub").mkdir(parents=True)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "store.git"))
    assert Git.find(tmp_path / "home") is None
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "home"))
    (tmp_path / "home" / "sub" / "a").touch()
    work = Git.find(tmp_path / "home" / "sub")
    assert work is not None
    assert work.root == tmp_path / "home"
    assert work.modified(work.root) == [work.root / "sub" / "a"]
    assert Git.find(tmp_path) is None


def test_nothing_of_the_users_language_or_options_reaches_git(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings for the shell's own git do not change what evtool reads."""
    (repository / "a*").touch()
    (repository / "ab").touch()
    for name, value in {
        "GIT_GLOB_PATHSPECS": "1",
        "LC_ALL": "de_DE.UTF-8",
        "GIT_TRACE": "1",
    }.items():
        monkeypatch.setenv(name, value)
    work = Git.find(repository)
    assert work is not None
    work.add([repository / "a*"])
    assert work.staged(repository) == [repository / "a*"]


def test_reading_takes_no_lock(repository: Path, commit: Callable[..., str]) -> None:
    """A command that only reads works while git commits, and in a read-only checkout."""
    commit(repository, {"a": "1"})
    index = repository / ".git" / "index"
    os.utime(repository / "a")
    before = index.stat().st_mtime_ns
    work = Git.find(repository)
    assert work is not None
    assert work.modified(repository) == []
    assert index.stat().st_mtime_ns == before
    (repository / ".git" / "index.lock").touch()
    assert work.modified(repository) == work.staged(repository) == []
    assert subprocess.run(["git", "fsck"], cwd=repository, check=False).returncode == 0
