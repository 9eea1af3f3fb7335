"""Finding the work tree around a folder, and its hooks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.git import Git, GitError


def test_a_folder_outside_git_has_no_work_tree(tmp_path: Path) -> None:
    """Outside git there is nothing to find, and that is no error."""
    assert Git.find(tmp_path) is None


def test_without_git_there_is_no_work_tree(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine without git evtool goes on without it."""
    monkeypatch.setenv("PATH", "")
    assert Git.find(repository) is None


@pytest.mark.parametrize("inside", [".", "a/b", "not/there/yet", "a/file.yaml"])
def test_the_top_is_found_from_anywhere_below(
    repository: Path, inside: str, work_tree: Callable[[Path], Git]
) -> None:
    """A folder, a file and a folder that does not exist yet all lead to the top."""
    (repository / "a" / "b").mkdir(parents=True)
    (repository / "a" / "file.yaml").touch()
    git = work_tree(repository / inside)
    assert git.root == repository
    assert git.git_dir == git.common_dir == repository / ".git"


def test_a_top_with_a_line_end_in_its_name_is_found(
    tmp_path: Path, git: Callable[..., str], work_tree: Callable[[Path], Git]
) -> None:
    """Git prints the top on a line; a name may hold a line end all the same."""
    top = tmp_path / "a\nb c"
    top.mkdir()
    git(top, "init", "--quiet")
    assert work_tree(top).root == top


def test_a_bare_repository_says_what_to_do(tmp_path: Path, git: Callable[..., str]) -> None:
    """There are no files in a bare repository; cloning it makes some."""
    git(tmp_path, "init", "--quiet", "--bare", "bare.git")
    with pytest.raises(GitError, match="bare repository") as caught:
        Git.find(tmp_path / "bare.git")
    assert "git clone" in str(caught.value.hint)


def test_inside_the_git_folder_says_where_to_go(repository: Path) -> None:
    """The folder `.git` is no place to work in."""
    with pytest.raises(GitError, match="own folder"):
        Git.find(repository / ".git" / "objects")


def test_somebody_elses_repository_says_how_to_trust_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git refuses a repository of another owner until it is declared safe."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitError, match="dubious ownership") as caught:
        Git.find(repository)
    assert f"git config --global --add safe.directory {repository}" in str(caught.value.hint)


def test_a_damaged_configuration_is_an_error(repository: Path) -> None:
    """A repository that git cannot read is not the same as none."""
    (repository / ".git" / "config").write_text("[core\n")
    with pytest.raises(GitError, match="config"):
        Git.find(repository)


def test_a_linked_work_tree_shares_hooks_and_has_its_own_index(
    repository: Path,
    tmp_path: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """`git worktree` gives a second work tree of the same repository."""
    commit(repository, {"a": "1"})
    git(repository, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    (tmp_path / "linked" / "a").write_text("2")
    linked = work_tree(tmp_path / "linked")
    assert linked.branch() == "linked"
    assert linked.git_dir == repository / ".git" / "worktrees" / "linked"
    assert linked.common_dir == repository / ".git"
    assert linked.hooks_folder() == repository / ".git" / "hooks"
    linked.add([linked.root / "a"])
    assert linked.staged(linked.root) == [linked.root / "a"]
    assert work_tree(repository).staged(repository) == []


@pytest.mark.parametrize("start", [".", "sub"])
def test_a_relative_hooks_path_starts_at_the_top(
    repository: Path, git: Callable[..., str], start: str, work_tree: Callable[[Path], Git]
) -> None:
    """Git runs hooks at the top, whatever folder evtool is asked in."""
    (repository / "sub").mkdir()
    git(repository, "config", "core.hooksPath", ".my hooks")
    assert work_tree(repository / start).hooks_folder() == repository / ".my hooks"


def test_an_absolute_hooks_path_is_kept(
    repository: Path, tmp_path: Path, git: Callable[..., str], work_tree: Callable[[Path], Git]
) -> None:
    """Hooks may lie anywhere."""
    git(repository, "config", "core.hooksPath", str(tmp_path / "shared"))
    assert work_tree(repository).hooks_folder() == tmp_path / "shared"


def test_importing_is_cheap() -> None:
    """Commands that only read the index do not pay for GitPython."""
    code = "import sys, evtool.git, evtool.git.history, evtool.git.remotes, evtool.git_hook; "
    code += "sys.exit('git' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
