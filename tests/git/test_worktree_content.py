"""The content of the index and of commits, and staging."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.git import Git, GitError


def test_the_index_has_its_own_content(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """A partly staged file is read as it was staged, not as it lies on disk."""
    commit(repository, {"current.yaml": "old"})
    path = repository / "current.yaml"
    path.write_text("staged")
    git(repository, "add", "current.yaml")
    path.write_text("not yet")
    work = work_tree(repository)
    index, head = work.index_files(repository), work.tree_files("HEAD", repository)
    contents = work.blobs([index[path].blob, head[path].blob])
    assert list(contents.values()) == [b"staged", b"old"]


def test_links_in_the_index_are_told_from_files(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """The content of a symbolic link is its target."""
    (repository / "latest").symlink_to("1.0.0.yaml")
    commit(repository, {"1.0.0.yaml": "text"})
    work = work_tree(repository)
    for entries in (work.index_files(repository), work.tree_files("main", repository)):
        link = entries[repository / "latest"]
        assert link.is_link
        assert not entries[repository / "1.0.0.yaml"].is_link
        assert work.blobs([link.blob])[link.blob] == b"1.0.0.yaml"
    git(repository, "rm", "--quiet", "--cached", "latest")
    work.add([repository / "latest"])
    assert work.index_files(repository)[repository / "latest"].is_link


def test_an_announced_file_is_not_in_the_index_yet(
    repository: Path, git: Callable[..., str], work_tree: Callable[[Path], Git]
) -> None:
    """`git add -N` gives a file no content, so the next commit lacks it; an empty file is kept."""
    for name in ("announced", "empty"):
        (repository / name).touch()
    git(repository, "add", "--intent-to-add", "announced")
    git(repository, "add", "empty")
    assert list(work_tree(repository).index_files(repository)) == [repository / "empty"]


def test_submodules_are_not_files(
    repository: Path,
    tmp_path: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """A submodule has files of its own, and is a work tree of its own."""
    commit(repository, {"a": "1"})
    above = tmp_path / "above"
    git(tmp_path, "init", "--quiet", "above")
    local = ("-c", "protocol.file.allow=always")
    git(above, *local, "submodule", "--quiet", "add", str(repository), "sub module")
    work = work_tree(above)
    assert list(work.index_files(above)) == [above / ".gitmodules"]
    assert work.staged(above) == [above / ".gitmodules"]
    commit(above, {})
    (above / "sub module" / "a").write_text("2")
    assert list(work.tree_files("HEAD", above)) == [above / ".gitmodules"]
    assert work.modified(above) == []
    inner = work_tree(above / "sub module")
    assert inner.root == above / "sub module"
    assert inner.modified(inner.root) == [inner.root / "a"]
    assert inner.hooks_folder() == above / ".git" / "modules" / "sub module" / "hooks"


def test_blobs_of_a_thousand_files_come_from_one_process(
    repository: Path, commit: Callable[..., str], work_tree: Callable[[Path], Git]
) -> None:
    """Contents come back byte for byte, however many and however large."""
    texts = {f"{n}.yaml": f"{n}\n" * n for n in range(1000)}
    commit(repository, texts)
    work = work_tree(repository)
    entries = work.index_files(repository)
    contents = work.blobs(entry.blob for entry in entries.values())
    assert {p.name: contents[e.blob].decode() for p, e in entries.items()} == texts


def test_a_missing_blob_is_an_error(repository: Path, work_tree: Callable[[Path], Git]) -> None:
    """An object that is not there is said, not left out."""
    assert work_tree(repository).blobs([]) == {}
    with pytest.raises(GitError, match="no object"):
        work_tree(repository).blobs(["1" * 40])


def test_adding_stages_changes_links_and_deletions(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """All of a change goes into the index, and nothing else does."""
    commit(repository, {"gone": "1", "edited": "1", "other": "1"})
    (repository / "gone").unlink()
    (repository / "edited").write_text("2")
    (repository / "other").write_text("2")
    (repository / "link").symlink_to("edited")
    work_tree(repository).add(repository / name for name in ("gone", "edited", "link"))
    work_tree(repository).add([])
    assert git(repository, "diff", "--cached", "--name-status").split() == [
        *("M", "edited"),
        *("D", "gone"),
        *("A", "link"),
    ]


def test_adding_an_ignored_file_says_why_not(
    repository: Path, work_tree: Callable[[Path], Git]
) -> None:
    """Git keeps ignored files out, and the message names the way out."""
    (repository / ".gitignore").write_text("*.yaml\n")
    (repository / "a.yaml").touch()
    with pytest.raises(GitError) as caught:
        work_tree(repository).add([repository / "a.yaml"])
    assert ".gitignore" in str(caught.value.hint)


def test_a_locked_index_names_the_lock(repository: Path, work_tree: Callable[[Path], Git]) -> None:
    """Another git at work, or a lock that a crash left, is said with its file."""
    (repository / "a").touch()
    (repository / ".git" / "index.lock").touch()
    with pytest.raises(GitError) as caught:
        work_tree(repository).add([repository / "a"])
    assert "index.lock" in str(caught.value.hint)
