"""Commits, branches and the base of a check, in real repositories."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.git import Git, GitError, MissingRef
from evtool.git.refs import Known, missing_ref


def test_before_the_first_commit(repository: Path, work_tree: Callable[[Path], Git]) -> None:
    """A new repository has a branch and no commit."""
    git = work_tree(repository)
    assert git.head_commit() is None
    assert git.branch() == "main"
    assert git.default_branch() is None
    assert not git.is_shallow()


def test_a_detached_head_is_on_no_branch(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """A checked out commit has an id and no branch."""
    first = commit(repository, {"a": "1"})
    git(repository, "checkout", "--quiet", "--detach")
    assert work_tree(repository).branch() is None
    assert work_tree(repository).head_commit() == first


def test_refs_resolve_to_commits(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """Branches, tags, annotated tags and relative names mean commits."""
    first = commit(repository, {"a": "1"})
    git(repository, "tag", "--annotate", "--message=x", "v1")
    second = commit(repository, {"a": "2"})
    work = work_tree(repository)
    names = {"HEAD": second, "main": second, "v1": first, "HEAD~1": first, second[:8]: second}
    assert {name: work.resolve(name) for name in names} == names


@pytest.mark.parametrize("ref", ["nope", "-x", "HEAD~9", "main:a", "", "a b", "1" * 40])
def test_a_missing_ref_is_an_error(
    repository: Path, commit: Callable[..., str], ref: str, work_tree: Callable[[Path], Git]
) -> None:
    """Each way to ask for a commit says so when there is none, and never takes an option."""
    commit(repository, {"a": "1"})
    work = work_tree(repository)
    for ask in (work.resolve, work.merge_base, lambda ref: work.tree_files(ref, repository)):
        with pytest.raises(MissingRef) as caught:
            ask(ref)
        assert caught.value.ref == ref
        assert caught.value.hint


def test_the_merge_base_is_where_branches_part(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """The base of a check is what both branches share; unrelated ones share nothing."""
    base = commit(repository, {"a": "1"})
    git(repository, "checkout", "--quiet", "-b", "side")
    commit(repository, {"b": "1"})
    git(repository, "checkout", "--quiet", "main")
    commit(repository, {"c": "1"})
    work = work_tree(repository)
    assert work.merge_base("side") == base
    git(repository, "checkout", "--quiet", "--orphan", "alone")
    assert work.merge_base("side") is None
    commit(repository, {"d": "1"})
    assert work.merge_base("side") is None


def test_the_default_branch_is_the_remotes_choice_first(
    repository: Path,
    tmp_path: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """`origin/HEAD` counts before the usual names, and a local branch counts last."""
    commit(repository, {"a": "1"})
    assert work_tree(repository).default_branch() == "main"
    git(repository, "checkout", "--quiet", "-b", "trunk")
    git(tmp_path, "clone", "--quiet", str(repository), "clone")
    clone = work_tree(tmp_path / "clone")
    assert clone.default_branch() == "origin/trunk"
    git(clone.root, "remote", "set-head", "origin", "--delete")
    assert clone.default_branch() == "origin/main"
    git(clone.root, "remote", "remove", "origin")
    assert clone.default_branch() is None


def test_a_shallow_clone_says_what_it_lacks(
    repository: Path,
    tmp_path: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """CI often clones one commit of one branch; the hint gets the rest, and works."""
    commit(repository, {"a": "1"})
    git(repository, "checkout", "--quiet", "-b", "topic")
    commit(repository, {"a": "2"})
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=topic", repository.as_uri(), "clone")
    clone = work_tree(tmp_path / "clone")
    assert clone.is_shallow()
    with pytest.raises(MissingRef) as caught:
        clone.merge_base("origin/main")
    hint = str(caught.value.hint)
    command = "git fetch --unshallow origin main:refs/remotes/origin/main"
    assert command in hint
    assert "fetch-depth: 0" in hint
    git(clone.root, *command.split()[1:])
    assert clone.merge_base("origin/main") == clone.resolve("origin/main")
    assert not clone.is_shallow()


def test_a_cut_history_is_not_taken_for_an_unrelated_one(
    repository: Path,
    tmp_path: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """Without the shared commit the base is unknown, which must not pass silently."""
    commit(repository, {"a": "1"})
    git(repository, "checkout", "--quiet", "-b", "topic")
    commit(repository, {"a": "2"})
    git(repository, "checkout", "--quiet", "main")
    commit(repository, {"b": "2"})
    url = repository.as_uri()
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", url, "clone")
    clone = work_tree(tmp_path / "clone")
    with pytest.raises(GitError) as caught:
        clone.merge_base("origin/topic")
    assert "--unshallow" in str(caught.value.hint)


def test_a_branch_that_is_only_on_the_remote_is_named(
    repository: Path,
    tmp_path: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """`topic` is not there, but `origin/topic` is: say so."""
    commit(repository, {"a": "1"})
    git(repository, "branch", "topic")
    git(tmp_path, "clone", "--quiet", str(repository), "clone")
    with pytest.raises(MissingRef) as caught:
        work_tree(tmp_path / "clone").resolve("topic")
    assert "use origin/topic" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("ref", "shallow", "command"),
    [
        ("topic", False, "git fetch origin topic:topic"),
        ("topic", True, "git fetch --unshallow origin topic:topic"),
        ("origin/x y", False, "git fetch origin 'x y:refs/remotes/origin/x y'"),
        ("fork/a/b", False, "git fetch fork a/b:refs/remotes/fork/a/b"),
        ("feature/a", False, "git fetch origin feature/a:feature/a"),
        ("HEAD~3", True, "git fetch --unshallow origin --tags"),
        ("1234abc", False, "git fetch origin --tags"),
        ("a" * 40, False, "git fetch origin " + "a" * 40),
    ],
)
def test_the_hint_fetches_what_is_missing(ref: str, command: str, *, shallow: bool) -> None:
    """The command in the hint brings exactly that name, also into a clone of one branch."""
    error = missing_ref(ref, Known((), ("fork", "origin"), shallow))
    assert f"`{command}`" in str(error.hint)
    assert ("fetch-depth" in str(error.hint)) is shallow


def test_the_hint_knows_remotes_by_any_name() -> None:
    """Not every clone calls its remote `origin`; some have none."""
    assert "git fetch upstream x:x" in str(
        missing_ref("x", Known((), ("upstream",), shallow=False)).hint
    )
    assert "git branch --all" in str(missing_ref("x", Known((), (), shallow=False)).hint)
