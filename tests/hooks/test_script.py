"""The hook script at work: git runs it, it runs evtool and what was there before."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.git import Git
from evtool.git_hook import install, own_command, status, uninstall


def test_the_hook_runs_evtool(
    repository: Path,
    log: Path,
    *,
    without_evtool: Path,
    work_tree: Callable[[Path], Git],
    spy: Callable[[Path, str], Path],
    try_commit: Callable[..., bool],
) -> None:
    """Git runs the hook, the hook runs the evtool on the PATH and hands its answer on."""
    spy(without_evtool / "evtool", "evtool")
    plan = install(work_tree(repository), ["/not/there"])
    assert plan.path == repository / ".git" / "hooks" / "pre-commit"
    assert stat.S_IMODE(plan.path.stat().st_mode) == 0o755
    assert plan.path.read_bytes().startswith(b"#!/bin/sh\n")
    assert try_commit(repository)
    assert log.read_text() == "evtool hook run pre-commit\n"


def test_evtool_stops_a_commit(
    repository: Path,
    log: Path,
    *,
    without_evtool: Path,
    monkeypatch: pytest.MonkeyPatch,
    work_tree: Callable[[Path], Git],
    spy: Callable[[Path, str], Path],
    try_commit: Callable[..., bool],
) -> None:
    """Findings keep the commit from happening, unless the user says otherwise."""
    spy(without_evtool / "evtool", "evtool")
    install(work_tree(repository), [])
    monkeypatch.setenv("FAIL", "evtool")
    assert not try_commit(repository)
    assert try_commit(repository, "--no-verify")
    assert log.read_text().count("evtool") == 1


@pytest.mark.usefixtures("without_evtool")
def test_the_recorded_evtool_is_the_fallback(
    repository: Path,
    tmp_path: Path,
    *,
    log: Path,
    work_tree: Callable[[Path], Git],
    spy: Callable[[Path, str], Path],
    try_commit: Callable[..., bool],
) -> None:
    """A program with blanks and quotes in its path runs where the PATH has no evtool."""
    program = spy(tmp_path / "it's a $HOME" / "python", "recorded")
    install(work_tree(repository), [str(program), "-m", "ev tool"])
    assert try_commit(repository)
    assert log.read_text() == "recorded -m ev tool hook run pre-commit\n"


def test_a_broken_evtool_falls_back_too(
    repository: Path,
    tmp_path: Path,
    *,
    log: Path,
    without_evtool: Path,
    work_tree: Callable[[Path], Git],
    spy: Callable[[Path, str], Path],
    try_commit: Callable[..., bool],
) -> None:
    """A script whose interpreter is gone, as in a moved environment, is no evtool."""
    (without_evtool / "evtool").write_text("#!/not/there/python\n")
    (without_evtool / "evtool").chmod(0o755)
    install(work_tree(repository), [str(spy(tmp_path / "recorded", "recorded"))])
    assert try_commit(repository)
    assert log.read_text() == "recorded hook run pre-commit\n"


@pytest.mark.usefixtures("without_evtool")
@pytest.mark.parametrize(
    ("hook", "around"),
    [
        ("pre-commit", "git commit --no-verify"),
        ("pre-merge-commit", "git merge --no-verify"),
        ("pre-push", "git push --no-verify"),
    ],
)
def test_without_any_evtool_the_way_round_is_named(
    repository: Path,
    hook: str,
    around: str,
    work_tree: Callable[[Path], Git],
) -> None:
    """A hook that cannot work stops, and says how to repair it and how to go on."""
    path = install(work_tree(repository), ["/not/there"], hook).path
    done = subprocess.run([path], cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "install it" in done.stderr
    assert around in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_the_script_is_plain_shell(
    repository: Path,
    shell: str,
    work_tree: Callable[[Path], Git],
) -> None:
    """Any POSIX shell reads the script."""
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    path = install(work_tree(repository), own_command()).path
    subprocess.run([shell, "-n", path], check=True)


def test_a_hook_that_was_there_runs_first(
    repository: Path,
    log: Path,
    *,
    without_evtool: Path,
    monkeypatch: pytest.MonkeyPatch,
    work_tree: Callable[[Path], Git],
    spy: Callable[[Path, str], Path],
    try_commit: Callable[..., bool],
) -> None:
    """Both hooks run; the first one to fail stops the commit."""
    spy(without_evtool / "evtool", "evtool")
    theirs = spy(repository / ".git" / "hooks" / "pre-commit", "theirs")
    before = theirs.read_bytes()
    work = work_tree(repository)
    assert install(work, []).chained == theirs.with_name("pre-commit.evtool-chained")
    assert install(work, []).outcome == "unchanged"
    assert try_commit(repository)
    assert log.read_text() == "theirs \nevtool hook run pre-commit\n"
    monkeypatch.setenv("FAIL", "theirs")
    assert not try_commit(repository)
    assert log.read_text().count("evtool") == 1
    assert uninstall(work).outcome == "uninstalled"
    assert theirs.read_bytes() == before
    assert os.access(theirs, os.X_OK)
    assert not theirs.with_name("pre-commit.evtool-chained").exists()
    assert uninstall(work).outcome == "absent"


def test_hooks_that_chain_each_other_end(
    repository: Path,
    log: Path,
    *,
    without_evtool: Path,
    work_tree: Callable[[Path], Git],
    spy: Callable[[Path, str], Path],
    try_commit: Callable[..., bool],
) -> None:
    """The pre-commit framework may chain ours while ours chains it: each still runs."""
    spy(without_evtool / "evtool", "evtool")
    hooks = repository / ".git" / "hooks"
    framework = spy(hooks / "pre-commit", "framework")
    # The limit ends the circle where ours does not.
    limit = '[ "$(grep -c framework "$SPY_LOG")" -le 3 ] || exit 1\n'
    chain = '"$(dirname "$0")/pre-commit.legacy" "$@"\n'
    framework.write_text(framework.read_text() + limit + chain)
    work = work_tree(repository)
    install(work, [])
    (hooks / "pre-commit").rename(hooks / "pre-commit.legacy")
    shutil.copy(hooks / "pre-commit.evtool-chained", hooks / "pre-commit")
    assert try_commit(repository)
    assert log.read_text().splitlines().count("evtool hook run pre-commit") == 1
    assert status(work).path == hooks / "pre-commit.legacy"
    assert status(work).active
    assert install(work, []).outcome == "unchanged"


def test_a_push_tells_both_hooks_what_is_pushed(
    repository: Path,
    tmp_path: Path,
    *,
    log: Path,
    without_evtool: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    work_tree: Callable[[Path], Git],
    spy: Callable[[Path, str], Path],
) -> None:
    """Git lists on standard input what is pushed; the chained hook does not use it up."""
    spy(without_evtool / "evtool", "evtool")
    spy(repository / ".git" / "hooks" / "pre-push", "theirs")
    install(work_tree(repository), [], "pre-push")
    head = commit(repository, {"a": "1"})
    git(tmp_path, "init", "--quiet", "--bare", "store")
    git(repository, "push", "--quiet", str(tmp_path / "store"), "main")
    store = str(tmp_path / "store")
    ref = f"refs/heads/main {head} refs/heads/main {'0' * 40}"
    assert log.read_text().splitlines() == [
        f"theirs {store} {store}",
        f"theirs reads {ref}",
        f"evtool hook run pre-push {store} {store}",
        f"evtool reads {ref}",
    ]
