"""The whole examination."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.doctor import Level, Result, examine
from evtool.files import write_all
from evtool.scaffold import plan_scaffold
from evtool.workspace import FILE_NAME

GitCommand = Callable[..., str]


@pytest.fixture
def shop(repository: Path) -> Path:
    """Give a new workspace in a git repository."""
    write_all(plan_scaffold(repository).writes)
    return repository


def results(folder: Path, config: Path | None = None) -> dict[str, Result]:
    """The results by check; of several with one name the last."""
    return {one.check: one for one in examine(folder, config)}


def test_a_new_workspace_is_in_order(shop: Path) -> None:
    """Only the hook, which is not installed yet, is worth a warning."""
    found = results(shop)
    not_ok = {check for check, one in found.items() if one.level is not Level.OK}
    assert not_ok <= {"git hook", "encoding", "terminal"}
    assert found["git hook"].repair == "evtool hook install"
    assert found["work tree"].message == str(shop)
    assert found["repository primary"].message.startswith("2 sources in")
    assert found["ignored"].level is Level.OK
    assert {"python", "libyaml", "extras", "git", "git identity", "history", "links"} <= set(found)


def test_a_folder_without_anything_is_no_problem(tmp_path: Path) -> None:
    """No repository and no workspace are warnings that show the way."""
    found = results(tmp_path)
    assert (found["work tree"].level, found["work tree"].repair) == (Level.WARNING, "git init")
    assert (found["workspace"].level, found["workspace"].repair) == (Level.WARNING, "evtool init")


def test_a_wrong_configuration_is_a_problem(shop: Path) -> None:
    """With place, sentence and hint; the machine is examined all the same."""
    (shop / FILE_NAME).write_text("version: 1\nmaterialize: {exampel: true}\n")
    found = results(shop)["workspace"]
    assert found.level is Level.PROBLEM
    assert f"{FILE_NAME}:2" in found.message
    assert found.repair == "did you mean 'example'?"
    assert results(shop)["git"].level is Level.OK


def test_a_missing_configuration_that_was_named_is_a_problem(tmp_path: Path) -> None:
    """`--config` of a file that is not there."""
    assert results(tmp_path, tmp_path / "other.yaml")["workspace"].level is Level.PROBLEM


def test_settings_of_git_are_examined(shop: Path, git: GitCommand) -> None:
    """Attributes of the workspace protect line ends; without them the setting is a problem."""
    git(shop, "config", "core.autocrlf", "true")
    git(shop, "config", "core.symlinks", "false")
    assert results(shop)["line ends"].level is Level.OK
    assert results(shop)["git links"].level is Level.PROBLEM
    (shop / ".gitattributes").unlink()
    assert results(shop)["line ends"].level is Level.PROBLEM


def test_an_unknown_committer_is_warned_about(
    shop: Path, monkeypatch: pytest.MonkeyPatch, git: GitCommand
) -> None:
    """Git is asked, so variables and settings count alike."""
    for name in ("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    git(shop, "config", "user.useConfigOnly", "true")
    assert results(shop)["git identity"].level is Level.WARNING


def test_the_state_folder_should_be_ignored(shop: Path) -> None:
    """A workspace whose `.gitignore` lacks it is told so."""
    (shop / ".gitignore").unlink()
    assert results(shop)["ignored"].level is Level.WARNING


def test_git_may_be_missing(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git the workspace is still examined."""
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    found = results(shop)
    assert found["git"].level is Level.PROBLEM
    assert "work tree" not in found
    assert found["workspace"].level is Level.OK


def test_a_repository_of_somebody_else_is_explained(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git's refusal comes with the setting that trusts the folder."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    found = results(shop)["work tree"]
    if found.level is Level.OK:
        pytest.skip("this git does not look at owners")
    assert found.repair
    assert "safe.directory" in found.repair


def test_repositories_and_bases_are_examined(shop: Path) -> None:
    """References at a URL are named; a repository that is not there is a problem."""
    text = (
        "version: 1\nrepositories: [{name: a, path: gone}, {name: b, base: 'https://b.example/'}]\n"
    )
    (shop / FILE_NAME).write_text(text)
    found = results(shop)
    assert found["repository a"].level is Level.PROBLEM
    assert found["base"].message.startswith("https://b.example/")


def test_ports_of_the_configuration_are_examined(shop: Path) -> None:
    """Every key that names a port counts."""
    with (shop / FILE_NAME).open("a", encoding="utf-8") as file:
        file.write("intake: {port: 1}\n")
    with_port = results(shop)["ports"]
    assert with_port.level in (Level.OK, Level.WARNING)
    assert "1" in with_port.message


def test_nothing_is_left_behind(shop: Path, git: GitCommand) -> None:
    """The examination changes no file."""
    before = sorted(shop.iterdir())
    results(shop)
    assert sorted(shop.iterdir()) == before
    assert git(shop, "diff", "--cached", "--name-only") == ""
