"""The commands of jsonschema-tools under their old names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Evtool = Callable[..., Any]

SOURCE = """\
title: a/b
$id: /a/b/1.0.0
type: object
properties:
  n: {type: integer}
"""


@pytest.fixture
def legacy(repository: Path, monkeypatch: pytest.MonkeyPatch, evtool: Evtool) -> Path:
    """Give a git repository with a `.jsonschema-tools.yaml`, to run evtool in."""
    del evtool  # it goes to its own folder first
    (repository / ".jsonschema-tools.yaml").write_text(
        "schemaBasePath: ./jsonschema/\ncontentTypes: [yaml]\n"
    )
    folder = repository / "jsonschema/a/b"
    folder.mkdir(parents=True)
    (folder / "current.yaml").write_text(SOURCE)
    monkeypatch.chdir(repository)
    return repository


def written(folder: Path) -> list[str]:
    """List what stands beside the source."""
    return sorted(path.name for path in folder.glob("**/b/*") if path.name != "current.yaml")


EVERYTHING = ["1.0.0", "1.0.0.yaml", "latest", "latest.yaml"]


@pytest.mark.parametrize(
    ("arguments", "new"),
    [
        (["materialize-all"], "evtool schema materialize --all"),
        (["materialize-all", "jsonschema"], "evtool schema materialize --all"),
        (["materialize-all", "jsonschema/a"], "evtool schema materialize jsonschema/a"),
        (["materialize-all", "-C", ".jsonschema-tools.yaml"], "evtool schema materialize --all"),
        (["materialize", "jsonschema/a/b/current.yaml"], "evtool schema materialize FILE..."),
        (["materialize-modified"], "evtool schema materialize --modified"),
    ],
)
def test_the_new_command_is_named_and_does_the_work(
    legacy: Path, evtool: Evtool, arguments: list[str], new: str
) -> None:
    """One line on stderr; the same files."""
    found = evtool(*arguments)
    assert found.code == 0, found.err
    assert found.err.splitlines()[0] == f"`evtool {arguments[0]}` is now `{new}`"
    assert written(legacy) == EVERYTHING


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        (["-n"], []),
        (["--dry-run"], []),
        (["-c", "yaml,json"], ["1.0.0.json", *EVERYTHING]),
        (["-c", "yaml", "-c", "json", "-S", "-L"], ["1.0.0.json", "1.0.0.yaml"]),
        (["--no-symlink-extensionless"], ["1.0.0.yaml", "latest.yaml"]),
        (["-L"], ["1.0.0", "1.0.0.yaml"]),
        (["-N", "source"], []),
    ],
)
def test_the_old_options_work(
    legacy: Path, evtool: Evtool, arguments: list[str], files: list[str]
) -> None:
    """Those of the reference tool that do nothing too."""
    assert evtool("materialize-all", *arguments).code == 0
    found = written(legacy)
    assert [name for name in found if name != "latest.json"] == sorted(files)


def test_dereferencing_can_be_switched_off(legacy: Path, evtool: Evtool) -> None:
    """References are left as they are."""
    path = legacy / "jsonschema/a/b/current.yaml"
    path.write_text(f"{SOURCE}  x: {{$ref: /nowhere/1.0.0}}\n")
    assert evtool("materialize-all").code == 1
    assert evtool("materialize-all", "-D").code == 0
    assert "/nowhere/1.0.0" in (legacy / "jsonschema/a/b/1.0.0.yaml").read_text()


def test_references_are_looked_up_where_it_is_said(
    legacy: Path, evtool: Evtool, tmp_path: Path
) -> None:
    """As with `--schema-base-uris`."""
    (tmp_path / "other/x").mkdir(parents=True)
    (tmp_path / "other/x/1.0.0").write_text("type: string\n")
    path = legacy / "jsonschema/a/b/current.yaml"
    path.write_text(f"{SOURCE}  x: {{$ref: /x/1.0.0}}\n")
    bases = f"jsonschema,{tmp_path / 'other'}"
    assert evtool("materialize-all", "-n").code == 1
    assert evtool("materialize-all", "-u", bases).code == 0
    assert "x:\n    type: string" in evtool("dereference", str(path), "-u", bases).out


def test_what_is_staged_is_materialized_and_added(
    legacy: Path, evtool: Evtool, git: Callable[..., str]
) -> None:
    """As the hook of the reference tool does; `-G` and the configuration switch adding off."""
    git(legacy, "add", "--all")
    found = evtool("materialize-modified", "--staged", "--no-git-add")
    assert found.err.splitlines()[0].endswith("`evtool schema materialize --staged`")
    assert "1.0.0.yaml" not in git(legacy, "diff", "--cached", "--name-only")
    (legacy / "jsonschema/a/b/1.0.0.yaml").unlink()
    assert evtool("materialize-modified", "--staged").code == 0
    assert "1.0.0.yaml" in git(legacy, "diff", "--cached", "--name-only")


def test_the_configuration_decides_where_no_option_does(
    legacy: Path, evtool: Evtool, git: Callable[..., str]
) -> None:
    """`gitStaged`, `shouldGitAdd` and `dryRun` keep their meaning."""
    config = legacy / ".jsonschema-tools.yaml"
    text = config.read_text()
    config.write_text(f"{text}dryRun: true\n")
    assert evtool("materialize-all").code == 0
    assert written(legacy) == []
    config.write_text(f"{text}gitStaged: true\nshouldGitAdd: false\n")
    git(legacy, "add", "--all")
    assert evtool("materialize-modified").code == 0
    assert written(legacy) == EVERYTHING
    assert "1.0.0.yaml" not in git(legacy, "diff", "--cached", "--name-only")


def test_without_configuration_the_old_defaults_hold(
    evtool: Evtool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """YAML and JSON, no example, and the named folder is the root."""
    folder = tmp_path / "bare/schemas/a/b"
    folder.mkdir(parents=True)
    (folder / "current.yaml").write_text(SOURCE)
    (folder.parent / "c").mkdir()
    (folder.parent / "c/current.yaml").write_text(
        "title: a/c\n$id: /a/c/1.0.0\nallOf: [{$ref: /a/b/1.0.0}]\n"
    )
    monkeypatch.chdir(tmp_path / "bare")
    assert evtool("materialize-all", "schemas").code == 0
    assert "1.0.0.json" in written(folder.parent)
    assert "examples" not in (folder / "1.0.0.yaml").read_text()
    monkeypatch.chdir(tmp_path)
    assert evtool("materialize-all", "bare/schemas", "-n").code == 0


def test_a_base_outside_the_workspace_brings_its_own_configuration(
    legacy: Path, evtool: Evtool, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder that is named is what is meant, not the one of the run."""
    monkeypatch.chdir(workspace)
    assert evtool("materialize-all", legacy / "jsonschema").code == 0
    assert written(legacy) == EVERYTHING
    assert not (workspace / "primary/page/change/1.1.0.yaml").exists()


def test_schemas_are_printed(legacy: Path, evtool: Evtool) -> None:
    """From a file or from stdin, and nothing is written."""
    path = "jsonschema/a/b/current.yaml"
    from_file = evtool("materialize", "-O", path)
    assert from_file.out.startswith("title: a/b\n$id: /a/b/1.0.0\n")
    assert "minimum: -9007199254740991" in from_file.out
    for option in ("-O", "--stdout", "--output-stdout"):
        assert evtool("materialize", option, stdin=SOURCE).out == from_file.out
    assert evtool("materialize", "-O", "-c", "json", stdin=SOURCE).out.startswith("{\n")
    assert evtool("materialize", "-O", stdin="$ref: /nowhere/1.0.0").code == 1
    assert written(legacy) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["materialize", "-o", "elsewhere", "jsonschema/a/b/current.yaml"],
        ["materialize"],
        ["materialize-all", "-C", "a.yaml,b.yaml"],
        ["materialize-all", "-C", "nope.yaml"],
        ["materialize-all", "-c", "xml"],
        ["materialize-modified", "nope", "-C", "nope.yaml"],
    ],
)
def test_what_makes_no_sense_is_refused(legacy: Path, evtool: Evtool, arguments: list[str]) -> None:
    """With a hint, and before anything is written."""
    found = evtool(*arguments)
    assert found.code == 2
    assert "help: " in found.err
    assert written(legacy) == []


def test_dereference_prints_only_the_schema(legacy: Path, evtool: Evtool) -> None:
    """In the format that is asked for; no bounds."""
    assert legacy
    found = evtool("dereference", "jsonschema/a/b/current.yaml", "-c", "json")
    assert found.out.startswith('{\n  "title": "a/b"')
    assert "minimum" not in found.out
    assert found.err == "`evtool dereference` is now `evtool schema dereference`\n"


def test_the_hook_is_installed(legacy: Path, evtool: Evtool, workspace: Path) -> None:
    """Also in the repository of a folder that is named."""
    assert evtool("install-git-hook").code == 0
    hook = legacy / ".git/hooks/pre-commit"
    assert hook.exists()
    hook.unlink()
    assert evtool("-C", workspace, "install-git-hook", legacy).code == 0
    assert hook.exists()


def test_old_names_are_not_listed(evtool: Evtool) -> None:
    """Newcomers learn the new ones."""
    assert "materialize-all" not in evtool("--help").out
    assert "now `evtool schema materialize --all`" in evtool("materialize-all", "--help").out
