"""What differs from the last commit, in real repositories."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.git import Git, GitError

ODD_NAMES = ["with blank.yaml", 'quote".yaml', "ünï.yaml", "line\nend.yaml", "*.yaml", ":(top)x"]


def test_modified_counts_what_differs_from_head_and_exists(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """Edited, staged, renamed and new files count; deleted, ignored and same ones do not."""
    tracked = ("same", "edited", "staged", "gone", "unstaged", "renamed", "kept", "back")
    commit(repository, {".gitignore": "*.log\n"} | dict.fromkeys(tracked, "text"))
    for name in ("edited", "staged", "new", "x.log", "added", "lost", "back"):
        (repository / name).write_text("other")
    git(repository, "add", "staged", "added", "lost", "back")
    git(repository, "mv", "renamed", "moved")
    git(repository, "rm", "--quiet", "gone")
    git(repository, "rm", "--quiet", "--cached", "kept")
    (repository / "unstaged").unlink()
    (repository / "lost").unlink()
    (repository / "back").write_text("text")
    names = [path.name for path in work_tree(repository).modified(repository)]
    assert names == ["added", "back", "edited", "kept", "moved", "new", "staged"]


def test_modified_before_the_first_commit_is_everything(
    repository: Path, git: Callable[..., str], work_tree: Callable[[Path], Git]
) -> None:
    """Without a commit each file is new."""
    for name in ("staged", "new"):
        (repository / name).touch()
    git(repository, "add", "staged")
    assert len(work_tree(repository).modified(repository)) == 2


def test_modified_leaves_repositories_inside_alone(
    repository: Path, git: Callable[..., str], work_tree: Callable[[Path], Git]
) -> None:
    """A repository inside the repository is a folder to git, not a file."""
    git(repository, "init", "--quiet", "nested")
    (repository / "nested" / "file").touch()
    (repository / "file").touch()
    assert work_tree(repository).modified(repository) == [repository / "file"]


def test_modified_sees_files_in_conflict(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """A file in conflict differs, and has no content to commit."""
    commit(repository, {"both": "1", "other": "1"})
    git(repository, "checkout", "--quiet", "-b", "side")
    commit(repository, {"both": "2"})
    git(repository, "checkout", "--quiet", "main")
    commit(repository, {"both": "3"})
    subprocess.run(["git", "merge", "side"], cwd=repository, capture_output=True, check=False)
    work = work_tree(repository)
    assert work.modified(repository) == [repository / "both"]
    assert list(work.index_files(repository)) == [repository / "other"]


@pytest.mark.parametrize("unborn", [True, False])
def test_staged_is_what_the_next_commit_changes(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    *,
    unborn: bool,
    work_tree: Callable[[Path], Git],
) -> None:
    """Staged files count, also before the first commit; unstaged and deleted ones do not."""
    if not unborn:
        commit(repository, dict.fromkeys(("gone", "edited", "link", "old"), "a text"))
        git(repository, "rm", "--quiet", "gone")
        git(repository, "mv", "old", "renamed")
        (repository / "edited").write_text("other")
        (repository / "link").unlink()
        (repository / "link").symlink_to("edited")
        git(repository, "add", "link")
    (repository / "added").write_text("text")
    git(repository, "add", "added")
    (repository / "announced").touch()
    git(repository, "add", "--intent-to-add", "announced")
    names = [path.name for path in work_tree(repository).staged(repository)]
    assert names == (["added"] if unborn else ["added", "link", "renamed"])


def test_staged_ignores_settings_that_change_names(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """The user's git settings do not change what is found."""
    commit(repository, {"a": "1"})
    for setting in ("diff.relative=true", "diff.noprefix=true", "status.showUntrackedFiles=no"):
        git(repository, "config", *setting.split("="))
    (repository / "sub").mkdir()
    (repository / "sub" / "b").touch()
    work = work_tree(repository)
    assert work.modified(repository / "sub") == [repository / "sub" / "b"]
    git(repository, "add", "sub")
    assert work.staged(repository / "sub") == [repository / "sub" / "b"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_survive(
    repository: Path, commit: Callable[..., str], name: str, work_tree: Callable[[Path], Git]
) -> None:
    """Blanks, quotes, patterns, line ends and other scripts are part of names."""
    commit(repository, {"sub/other": "1"})
    path = repository / "sub" / name
    path.write_text("text")
    work = work_tree(repository)
    assert work.modified(path.parent) == [path]
    work.add([path])
    assert work.staged(repository) == [path]
    entry = work.index_files(repository / "sub")[path]
    assert work.blobs([entry.blob]) == {entry.blob: b"text"}
    commit(repository, {})
    assert work.tree_files("HEAD", path) == {path: entry}


def test_a_name_that_is_no_text_survives(
    repository: Path, work_tree: Callable[[Path], Git]
) -> None:
    """Names are bytes to git."""
    if sys.platform == "darwin":
        pytest.skip("this system takes only names that are text")
    path = repository / os.fsdecode(b"\xff.yaml")
    path.write_text("text")
    work = work_tree(repository)
    work.add([path])
    assert work.staged(repository) == [path]


def test_only_what_is_below_the_folder_counts(
    repository: Path,
    commit: Callable[..., str],
    git: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """A schema repository may be a folder of a larger git repository."""
    commit(repository, {"schemas/a/current.yaml": "1", "schemas-old/b": "1", "c": "1"})
    for name in ("schemas/a/current.yaml", "schemas/new", "schemas-old/b", "c"):
        (repository / name).write_text("2")
    folder = repository / "schemas"
    work = work_tree(folder)
    both = [folder / "a" / "current.yaml", folder / "new"]
    assert work.modified(folder) == both
    git(repository, "add", "--all")
    assert work.staged(folder) == both
    assert sorted(work.index_files(folder)) == both
    assert list(work.tree_files("HEAD", folder)) == both[:1]
    assert work.modified(folder / "new") == [folder / "new"]
    assert work.modified(folder / "not-there") == []


def test_a_folder_elsewhere_is_an_error(
    repository: Path, tmp_path: Path, work_tree: Callable[[Path], Git]
) -> None:
    """A path outside the work tree is a mistake of the caller's user."""
    with pytest.raises(GitError, match="not in the work tree"):
        work_tree(repository).modified(tmp_path)


def test_paths_come_back_as_the_folder_was_spelled(
    repository: Path, tmp_path: Path, work_tree: Callable[[Path], Git]
) -> None:
    """A workspace reached through a symbolic link gets paths it can compare with its own."""
    (repository / "sub").mkdir()
    (repository / "sub" / "a").touch()
    link = tmp_path / "link"
    link.symlink_to(repository / "sub")
    work = work_tree(link)
    assert work.modified(link) == [link / "a"]
    work.add([link / "a"])
    assert list(work.index_files(link)) == [link / "a"]
