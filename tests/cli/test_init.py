"""`evtool init`."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from evtool.cli import init as module
from evtool.cli.main import run
from evtool.git import Git
from evtool.git_hook import status


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder that the test stands in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def hook_is_active(folder: Path) -> bool:
    """Whether git runs our hook there."""
    git = Git.find(folder)
    return git is not None and status(git).active


def test_a_new_workspace_passes_its_own_checks(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every version is materialized, and the doctor has no problem with it."""
    assert run(["init", "tea shop"]) == 0
    assert (here / "tea shop/evtool.yaml").is_file()
    assert run(["-C", "tea shop", "schema", "materialize", "--all", "--check"]) == 0
    assert run(["-C", "tea shop", "doctor"]) == 0
    assert run(["-C", "tea shop", "config", "show"]) == 0
    capsys.readouterr()


def test_it_lists_what_it_wrote_and_what_comes_next(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files on stdout; three commands, which work as they stand, on stderr."""
    assert run(["init", "tea shop"]) == 0
    said = capsys.readouterr()
    assert "+ tea shop/evtool.yaml" in said.out
    assert "+ tea shop/schema-repos/secondary/jsonschema/shop/order/1.1.0.yaml" in said.out
    assert f"made a git repository in {here / 'tea shop'}" in said.err
    assert said.err.count("  evtool -C 'tea shop' ") == 3


def test_running_it_again_changes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is there is kept and named."""
    assert run(["init"]) == 0
    (here / "README.md").write_text("mine", encoding="utf-8")
    capsys.readouterr()
    assert run(["init"]) == 0
    said = capsys.readouterr()
    assert "= README.md (kept)" in said.out
    assert "+ " not in said.out
    assert "everything was there already" in said.err
    assert (here / "README.md").read_text() == "mine"


def test_a_dry_run_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It lists the same files."""
    assert run(["init", "shop", "--dry-run"]) == 0
    assert "+ shop/evtool.yaml" in capsys.readouterr().out
    assert list(here.iterdir()) == []


def test_git_may_be_left_out(here: Path) -> None:
    """No repository is made then, and no hook."""
    assert run(["init", "--no-git", "--hook"]) == 0
    assert not (here / ".git").exists()


@pytest.mark.parametrize(
    ("flags", "installed"),
    [(["--hook"], True), (["--yes"], True), (["--yes", "--no-hook"], False), ([], False)],
)
def test_the_hook_is_installed_when_wanted(here: Path, flags: list[str], installed: object) -> None:
    """Without a terminal nobody is asked, and nothing is installed unasked."""
    assert run(["init", *flags]) == 0
    assert hook_is_active(here) is installed


@pytest.mark.parametrize("answer", [True, False])
def test_on_a_terminal_it_asks(here: Path, monkeypatch: pytest.MonkeyPatch, answer: object) -> None:
    """The answer decides; a hook that is there is not asked for again."""
    asked: list[str] = []

    def confirm(text: str, **_: object) -> object:
        asked.append(text)
        return answer

    monkeypatch.setattr(module.sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(module.sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(click, "confirm", confirm)
    assert run(["init"]) == 0
    assert hook_is_active(here) is answer
    assert run(["init"]) == 0
    assert len(asked) == (1 if answer else 2)


def test_a_hook_folder_of_others_does_not_stop_it(
    repository: Path,
    git: object,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The workspace is made; the hook is explained."""
    assert callable(git)
    git(repository, "config", "core.hooksPath", str(tmp_path / "shared"))
    monkeypatch.chdir(repository)
    assert run(["init", "--hook"]) == 0
    assert "warning: no git hook: core.hooksPath" in capsys.readouterr().err


def test_a_folder_of_the_old_tool_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hint names the migration."""
    (here / ".jsonschema-tools.yaml").write_text("logLevel: info\n", encoding="utf-8")
    assert run(["init"]) == 2
    assert "evtool migrate jsonschema-tools" in capsys.readouterr().err
    assert not (here / "evtool.yaml").exists()
