"""Installing the hook into real repositories, and taking it away."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.git import Git, GitError
from evtool.git_hook import install, own_command, prepare_install, status, uninstall


def test_a_chained_hook_may_be_a_link_or_lack_its_first_line(
    repository: Path,
    log: Path,
    *,
    without_evtool: Path,
    work_tree: Callable[[Path], Git],
    spy: Callable[[Path, str], Path],
    try_commit: Callable[..., bool],
) -> None:
    """What git runs as a hook, ours runs too, and gives it back as it was."""
    spy(without_evtool / "evtool", "evtool")
    script = spy(repository / "scripts" / "check", "theirs")
    script.write_text("\n" + script.read_text())
    link = repository / ".git" / "hooks" / "pre-commit"
    link.symlink_to("../../scripts/check")
    work = work_tree(repository)
    install(work, [])
    assert try_commit(repository)
    assert log.read_text() == "theirs \nevtool hook run pre-commit\n"
    uninstall(work)
    assert str(link.readlink()) == "../../scripts/check"


def test_a_hook_that_is_switched_off_stays_off(
    repository: Path,
    log: Path,
    *,
    without_evtool: Path,
    work_tree: Callable[[Path], Git],
    spy: Callable[[Path, str], Path],
    try_commit: Callable[..., bool],
) -> None:
    """Git does not run a hook that is not executable; nor does ours."""
    spy(without_evtool / "evtool", "evtool")
    theirs = spy(repository / ".git" / "hooks" / "pre-commit", "theirs")
    theirs.chmod(0o644)
    work = work_tree(repository)
    install(work, [])
    assert try_commit(repository)
    assert log.read_text() == "evtool hook run pre-commit\n"
    uninstall(work)
    assert not os.access(theirs, os.X_OK)


@pytest.mark.parametrize("place", ["linked", "above/inner"])
def test_linked_work_trees_and_submodules_have_hooks(
    repository: Path,
    *,
    tmp_path: Path,
    log: Path,
    without_evtool: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    place: str,
    work_tree: Callable[[Path], Git],
    spy: Callable[[Path, str], Path],
    try_commit: Callable[..., bool],
) -> None:
    """The hook goes where git looks for it, which is not always `.git/hooks`."""
    spy(without_evtool / "evtool", "evtool")
    commit(repository, {"a": "1"})
    if place == "linked":
        git(repository, "worktree", "add", "--quiet", str(tmp_path / place))
    else:
        git(tmp_path, "init", "--quiet", "above")
        git(tmp_path / "above", "clone", "--quiet", str(repository), "inner")
        git(tmp_path / "above", "submodule", "--quiet", "add", "./inner")
        git(tmp_path / "above", "submodule", "--quiet", "absorbgitdirs")
    work = work_tree(tmp_path / place)
    install(work, [])
    assert try_commit(work.root)
    assert log.read_text() == "evtool hook run pre-commit\n"
    assert status(work).active
    uninstall(work)
    assert not status(work).active


def test_a_hooks_folder_in_the_work_tree_gets_no_path_of_this_machine(
    repository: Path,
    log: Path,
    *,
    without_evtool: Path,
    git: Callable[..., str],
    work_tree: Callable[[Path], Git],
    spy: Callable[[Path, str], Path],
    try_commit: Callable[..., bool],
) -> None:
    """A hook that is committed must work for others."""
    spy(without_evtool / "evtool", "evtool")
    git(repository, "config", "core.hooksPath", "my hooks")
    plan = install(work_tree(repository), ["/home/me/evtool"])
    assert plan.path == repository / "my hooks" / "pre-commit"
    assert b"/home/me" not in plan.path.read_bytes()
    assert "commit the hook" in plan.notes[0]
    assert try_commit(repository)
    assert log.read_text() == "evtool hook run pre-commit\n"


def test_a_shared_hooks_folder_is_written_to_on_demand_only(
    repository: Path,
    tmp_path: Path,
    git: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """One folder of hooks for all repositories is nobody's to change by the way."""
    shared = tmp_path / "shared"
    shared.mkdir()
    git(repository, "config", "core.hooksPath", str(shared))
    work = work_tree(repository)
    with pytest.raises(GitError, match=r"core\.hooksPath"):
        install(work, [])
    assert list(shared.iterdir()) == []
    assert install(work, [], force=True).path == shared / "pre-commit"
    assert install(work, []).outcome == "unchanged"


def test_hooks_switched_off_say_so(
    repository: Path,
    git: Callable[..., str],
    work_tree: Callable[[Path], Git],
) -> None:
    """`core.hooksPath=/dev/null` is how people switch hooks off; that is no folder."""
    git(repository, "config", "core.hooksPath", os.devnull)
    work = work_tree(repository)
    assert not status(work).active
    with pytest.raises(GitError):
        install(work, [])
    with pytest.raises(GitError, match="cannot be changed"):
        install(work, [], force=True)


def test_a_failed_installation_leaves_the_old_hook_in_place(
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    work_tree: Callable[[Path], Git],
    spy: Callable[[Path, str], Path],
) -> None:
    """A full disk between the steps must not switch the user's hook off."""
    theirs = spy(repository / ".git" / "hooks" / "pre-commit", "theirs")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(GitError, match="No space left"):
        install(work_tree(repository), [])
    assert [path.name for path in theirs.parent.iterdir() if "sample" not in path.name] == [
        "pre-commit"
    ]


def test_planning_touches_nothing(repository: Path, work_tree: Callable[[Path], Git]) -> None:
    """A dry run knows what would happen."""
    hooks = repository / ".git" / "hooks"
    before = sorted(hooks.iterdir())
    plan = prepare_install(work_tree(repository), own_command())
    assert (plan.outcome, len(plan.steps)) == ("installed", 1)
    assert sorted(hooks.iterdir()) == before


def test_an_unknown_hook_is_an_error(repository: Path, work_tree: Callable[[Path], Git]) -> None:
    """Only hooks that evtool has work for can be installed."""
    with pytest.raises(GitError, match="no post-commit hook"):
        install(work_tree(repository), [], "post-commit")


def test_our_own_command_starts_this_evtool() -> None:
    """What is recorded is a program that exists, with an absolute path."""
    program = Path(own_command()[0])
    assert program.is_absolute()
    assert program.exists()
    assert program.parent == Path(sys.executable).parent
