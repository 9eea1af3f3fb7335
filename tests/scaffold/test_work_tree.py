"""The git work tree of a new workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.scaffold import ensure_work_tree


def test_a_folder_outside_git_gets_a_repository(tmp_path: Path) -> None:
    """It is made once; the second time it is found."""
    git, made = ensure_work_tree(tmp_path)
    assert git is not None
    assert (git.root, made) == (tmp_path, True)
    assert ensure_work_tree(tmp_path) == (git, False)


def test_a_folder_inside_git_stays_there(repository: Path) -> None:
    """No repository is made inside another one."""
    inner = repository / "shop"
    inner.mkdir()
    git, made = ensure_work_tree(inner)
    assert git is not None
    assert (git.root, made) == (repository, False)


def test_git_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git there is no work tree, and no error."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ensure_work_tree(tmp_path) == (None, False)
