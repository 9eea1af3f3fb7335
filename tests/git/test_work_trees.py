"""Which work tree a folder lies in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from evtool.git import WorkTrees


def test_folders_are_grouped_by_their_own_work_tree(
    repository: Path, tmp_path: Path, git: Callable[..., str]
) -> None:
    """An inner repository is no part of the outer one; a folder outside is in none."""
    inner, plain = repository / "inner", repository / "plain" / "deep"
    plain.mkdir(parents=True)
    git(repository, "init", "-q", "inner")
    link = tmp_path / "link"
    link.symlink_to(plain)
    trees = WorkTrees()
    groups = {git.root: folders for git, folders in trees.grouped([plain, inner, link, tmp_path])}
    assert groups == {repository: [plain, link], inner: [inner]}
    assert trees.of(repository) is trees.of(plain)
