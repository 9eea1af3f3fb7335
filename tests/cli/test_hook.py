"""`evtool hook run`: what the installed hook does, wherever the workspace is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.cli.main import run

Git = Callable[..., str]

SOURCE = "title: a\n$id: /a/{}\nproperties: {{x: {{type: string}}}}\n"


def write_source(schemas: Path, version: str = "1.0.0") -> None:
    """Write the source of one schema."""
    (schemas / "a").mkdir(parents=True, exist_ok=True)
    (schemas / "a" / "current.yaml").write_text(SOURCE.format(version))


def staged(git: Git, folder: Path) -> set[str]:
    """The names of what is staged."""
    return set(git(folder, "diff", "--cached", "--name-only").splitlines())


@pytest.mark.parametrize("name", ["evtool.yaml", ".jsonschema-tools.yaml"])
def test_workspaces_below_the_top_of_the_work_tree(repository: Path, git: Git, name: str) -> None:
    """Git runs hooks at the top; the workspaces are looked for below it, nested ones are not."""
    for folder in ("one", "two/deep", "two/deep/jsonschema/fixture"):
        place = repository / folder
        write_source(place / "jsonschema")
        text = "schemaBasePath: jsonschema\ncontentTypes: [yaml]\n"
        if name == "evtool.yaml":
            text = "version: 1\nrepositories: [{name: main, path: jsonschema}]\n"
        (place / name).write_text(text)
    git(repository, "add", "-A")
    assert run(["-C", str(repository), "hook", "run"]) == 0
    made = {path for path in staged(git, repository) if path.endswith("/1.0.0.yaml")}
    assert made == {
        "one/jsonschema/a/1.0.0.yaml",
        "two/deep/jsonschema/a/1.0.0.yaml",
        "two/deep/jsonschema/fixture/jsonschema/a/1.0.0.yaml",
    }


def test_a_branch_without_a_workspace_can_be_committed(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hook stays when another branch is checked out: it says so, and lets git go on."""
    assert run(["-C", str(repository), "hook", "run"]) == 0
    assert "nothing to materialize" in capsys.readouterr().err


def test_a_broken_workspace_still_stops_the_commit(repository: Path, git: Git) -> None:
    """Only where there is none is there nothing to do."""
    (repository / "below").mkdir()
    (repository / "below" / "evtool.yaml").write_text("version: 1\nrepositorys: []\n")
    git(repository, "add", "-A")
    assert run(["-C", str(repository), "hook", "run"]) == 2


@pytest.mark.parametrize("outer_is_work_tree", [True, False])
def test_a_repository_with_a_work_tree_of_its_own(
    tmp_path: Path, git: Git, commit: Callable[..., str], *, outer_is_work_tree: bool
) -> None:
    """A submodule or clone inside the workspace: its index counts, others are left alone."""
    if outer_is_work_tree:
        git(tmp_path, "init", "-q")
    text = "version: 1\nrepositories: [{name: a, path: a}, {name: b, path: b}]\n"
    (tmp_path / "evtool.yaml").write_text(text)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        git(tmp_path / name, "init", "-q", "--initial-branch=main")
        write_source(tmp_path / name / name)
        git(tmp_path / name, "add", "-A")
    assert run(["-C", str(tmp_path / "a"), "hook", "run"]) == 0
    assert "a/a/1.0.0.yaml" in staged(git, tmp_path / "a")
    assert staged(git, tmp_path / "b") == {"b/a/current.yaml"}
    commit(tmp_path / "a", {})
    write_source(tmp_path / "a" / "a", "1.1.0")
    assert run(["-C", str(tmp_path), "schema", "materialize", "--modified"]) == 0
    assert (tmp_path / "a/a/a/1.1.0.yaml").is_file()
    assert (tmp_path / "b/b/a/1.0.0.yaml").is_file()


def test_what_an_inner_repository_released_is_not_changed(
    tmp_path: Path, git: Git, commit: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The history of the repository itself says what is released, not that around it."""
    git(tmp_path, "init", "-q")
    commit(tmp_path, {"evtool.yaml": "version: 1\nrepositories: [{name: a, path: a}]\n"})
    inner = tmp_path / "a"
    git(tmp_path, "init", "-q", "--initial-branch=main", "a")
    write_source(inner)
    assert run(["-C", str(inner), "schema", "materialize", "--all"]) == 0
    commit(inner, {"a/current.yaml": "title: a\n$id: /a/1.0.0\nproperties: {}\n"})
    assert run(["-C", str(inner), "schema", "materialize", "--all"]) == 1
    assert "/a/1.0.0 is released" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["hook install", "schema materialize --modified"])
def test_a_missing_git_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    """Without git, `git init` would be no advice."""
    (tmp_path / ".jsonschema-tools.yaml").write_text("schemaBasePath: .\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(["-C", str(tmp_path), *command.split()]) == 2
    assert "error: git is not installed" in capsys.readouterr().err
