"""Changes and commits between two points of a real history."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evtool.git import Change, Git, MissingRef
from evtool.git.history import Commit, changes, log


def test_changes_between_two_commits(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """Each kind of change is told, below one folder only."""
    text = "a line\n" * 20
    old = commit(repository, {"s/edited": "1", "s/gone": "2", "s/old name": text, "out": "1"})
    git(repository, "rm", "--quiet", "s/gone")
    git(repository, "mv", "s/old name", "s/new\nname")
    git(repository, "config", "diff.relative", "true")
    commit(repository, {"s/edited": "2", "s/ädded": "3", "out": "2"})
    work = work_tree(repository)
    assert sorted(changes(work, old, "HEAD", repository / "s")) == [
        Change("A", "s/ädded"),
        Change("D", "s/gone"),
        Change("M", "s/edited"),
        Change("R", "s/new\nname", "s/old name"),
    ]
    assert changes(work, old, old, repository) == []


def test_log_tells_the_commits_of_a_folder(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """Newest first, without those that touched other files, whatever the folder is called."""
    first = commit(repository, {"s *[x]/a": "1"}, "first: Grüße\n\nand more")
    commit(repository, {"other": "1"})
    second = commit(repository, {"s *[x]/a": "2"}, "second")
    work, folder = work_tree(repository), repository / "s *[x]"
    commits = log(work, None, "HEAD", folder)
    assert [c.id for c in commits] == [second, first]
    assert commits[1] == Commit(
        id=first,
        short=first[:10],
        date=datetime(2024, 5, 1, 12, tzinfo=UTC),
        author="Ada Author",
        subject="first: Grüße",
    )
    git(repository, "tag", "v1", first)
    assert [c.id for c in log(work, "v1", "main", folder)] == [second]
    assert [c.id for c in log(work, None, "HEAD", folder / "a")] == [second, first]
    assert len(log(work, None, "HEAD", repository)) == 3


@pytest.mark.parametrize("old", ["nope", "-x"])
def test_missing_ends_are_errors(
    repository: Path, commit: Callable[..., str], old: str, work_tree: Callable[[Path], Git]
) -> None:
    """A commit that is not there is named, and never taken for an option."""
    commit(repository, {"a": "1"})
    work = work_tree(repository)
    for ask in (changes, log):
        with pytest.raises(MissingRef):
            ask(work, old, "HEAD", repository)
        with pytest.raises(MissingRef):
            ask(work, "HEAD", old, repository)


def test_the_log_of_a_linked_work_tree_in_a_hook(
    repository: Path, tmp_path: Path, git: Callable[..., str], commit: Callable[..., str]
) -> None:
    """The variables of the hook's repository lead nowhere else."""
    commit(repository, {"a": "1"}, "here")
    git(repository, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    git(tmp_path, "init", "--quiet", "other")
    commit(tmp_path / "other", {"b": "1"}, "there")
    (repository / ".git" / "hooks" / "pre-commit").write_text(
        f"""#!{sys.executable}
from pathlib import Path
from evtool.git import Git
from evtool.git.history import log
for folder in ({str(tmp_path / "linked")!r}, {str(tmp_path / "other")!r}):
    git = Git.find(Path(folder))
    print(*[commit.subject for commit in log(git, None, "HEAD", git.root)])
"""
    )
    (repository / ".git" / "hooks" / "pre-commit").chmod(0o755)
    (tmp_path / "linked" / "a").write_text("2")
    done = subprocess.run(
        ["git", "commit", "--quiet", "--all", "--message=x"],
        cwd=tmp_path / "linked",
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout + done.stderr).split() == ["here", "there"]
